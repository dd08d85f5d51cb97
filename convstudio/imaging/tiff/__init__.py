"""TIFF: what its directory says, how its pieces are decoded, what they become."""
