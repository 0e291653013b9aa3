"""Tests of rnnviz.learning."""
