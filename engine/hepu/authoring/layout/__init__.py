"""One layout for rule and knowledge files: order of keys, indentation, quotes, blank lines; comments are kept."""
