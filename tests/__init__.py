"""The tests: they mirror rnnviz; house/ holds the invariants, browser/ drives a real Chromium."""
