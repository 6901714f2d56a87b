"""What a checker of a rule pack proves: each check, its page, and how its findings are told and mended."""
