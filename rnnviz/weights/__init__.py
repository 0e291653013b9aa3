"""The shipped networks, and the command that makes them: python -m rnnviz.weights."""
