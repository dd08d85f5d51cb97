"""Numbers that are pictures: NumPy's files, and tables of text."""
