"""The knowledge of the field: what every conclusion, indicator, policy, source and case is."""
