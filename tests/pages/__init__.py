"""Pages, opened and used without a browser."""
