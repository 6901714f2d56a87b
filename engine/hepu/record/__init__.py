"""The record: the advisory as data, from which every edition is rendered."""
