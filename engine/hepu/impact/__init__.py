"""What a change of the pack does to a library of profiles: whose advice turns, and by which rule or parameter."""
