"""The graph of a pack: what rules read, the rules, and what they conclude, as a picture or for Graphviz."""
