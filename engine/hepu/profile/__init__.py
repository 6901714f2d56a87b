"""The profile of a college: its one schema, and the words in which the form asks for it."""
