"""The tasks as a workbook to fill in, and what comes back in it."""
