"""Answers of why, why not, what if, change and missing, in words."""
