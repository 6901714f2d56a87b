"""Works as the report cites and lists them."""
