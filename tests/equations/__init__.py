"""The lines of a timestep: their numbers recomputed one by one, and their place in the whole."""
