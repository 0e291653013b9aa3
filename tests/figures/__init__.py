"""Colours and figures, read back as numbers."""
