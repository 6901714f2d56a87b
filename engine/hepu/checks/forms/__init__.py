"""The forms in which findings are told: text for people, JSON, SARIF and commands of GitHub Actions for programs."""
