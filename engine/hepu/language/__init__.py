"""The rule language: what a rule may say, read strictly and kept with its places."""
