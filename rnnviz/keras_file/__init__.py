"""A .keras file, read as what it is: a zip of JSON and numbers. Nothing that stands in it is ever run."""
