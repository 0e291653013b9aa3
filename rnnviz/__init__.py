"""A visual explorer of recurrent neural networks: all computation, no page."""
