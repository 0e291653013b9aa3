"""Questions to a reading: which units, which words, how long."""
