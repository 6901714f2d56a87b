"""Peers of Hepu's evaluators on the same pack: each module says what of the language's meaning its peer carries."""
