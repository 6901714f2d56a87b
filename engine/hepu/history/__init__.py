"""The history of a pack: which wording of each rule was the pack's from which day, why it changed, and old records."""
