"""What those who write rules and knowledge use: new files, schemas for their editor, and one layout for all."""
