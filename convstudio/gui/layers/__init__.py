"""The strip of layers across the top of the right side, and what is done to layers there."""
