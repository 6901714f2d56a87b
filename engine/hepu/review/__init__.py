"""Review by people: the book that experts fill in, and the way of their opinions into the pack."""
