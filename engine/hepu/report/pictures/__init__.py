"""Pictures of the report: what is drawn where, as SVG templates need it."""
