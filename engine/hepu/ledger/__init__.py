"""The ledger: what was issued, verified, replayed, changed and decided, in one append-only chain."""
