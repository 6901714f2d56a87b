"""Editions as PDF: laid out, tagged, written with what goes with them."""
