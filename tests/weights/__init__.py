"""Tests of rnnviz.weights."""
