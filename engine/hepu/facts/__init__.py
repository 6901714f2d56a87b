"""From a profile and the knowledge to typed facts: every number rounded once, every choice of reference recorded."""
