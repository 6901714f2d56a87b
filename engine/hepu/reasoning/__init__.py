"""What can be proved of rules taken together, whatever a college answers: docs/reasoning.md states the theory."""
