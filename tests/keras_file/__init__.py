"""Reading .keras files."""
