"""JSON Schemas of rule and knowledge files, with what an editor says of every key and name in both languages."""
