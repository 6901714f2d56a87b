"""Signatures: keys, the envelope that carries a signed statement, and the statement about a record."""
