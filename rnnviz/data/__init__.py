"""Texts and their verdicts: reviews that are installed, sentences that are generated, tests."""
