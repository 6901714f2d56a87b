"""Trials of rules: which parts of a rule its examples try, which are missing, and which changed rules they let live."""
