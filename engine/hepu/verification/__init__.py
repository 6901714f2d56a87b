"""Verification: what a file is found to be, step by step, what follows from that, and what could not be established."""
