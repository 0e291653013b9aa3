"""Experiments with small networks: memory, agreement, clipping, cures; trained really, measured, kept."""
