"""Rules as a decision table in a workbook, one row a rule, and the way back into the rule files."""
