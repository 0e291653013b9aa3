"""The rules of the house: the invariants of the design, read from the source."""
