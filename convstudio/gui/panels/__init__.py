"""The right side of the window: they take values and emit what the hand typed."""
