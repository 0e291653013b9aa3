"""The experiments: what is trained before, and what came of it."""
