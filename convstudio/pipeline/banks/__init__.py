"""Banks of filters filled: by chance, from families, from the library and from files, and back."""
