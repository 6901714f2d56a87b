"""Packs laid over one another: what each says of itself, which are beneath it, and whose word holds."""
