"""New rule files: sound from the first line to the last, but for what only a person can say."""
