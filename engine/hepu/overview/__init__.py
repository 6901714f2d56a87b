"""The view over many: which rules fire, what advice rests on, and whether like colleges are told alike."""
