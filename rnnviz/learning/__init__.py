"""Training: the only room that imports Keras."""
