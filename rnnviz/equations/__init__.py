"""The arithmetic of one timestep as data: lines of terms with all their numbers, forward and backward."""
