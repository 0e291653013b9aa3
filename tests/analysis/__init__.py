"""The analyses: units and what they have in common."""
