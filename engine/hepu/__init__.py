"""Hepu advises colleges on international exchange and cooperation by rules whose every step is shown."""

__all__ = ["__version__"]

__version__ = "0.1.0"
