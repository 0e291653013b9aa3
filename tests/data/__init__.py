"""Tests of rnnviz.data."""
