"""The auditor's desk: what was issued, what was decided on each piece of advice, samples, and exports."""
