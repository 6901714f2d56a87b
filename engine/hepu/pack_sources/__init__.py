"""Packs from elsewhere: a folder, a wheel or a git revision, read without installing or running anything."""
