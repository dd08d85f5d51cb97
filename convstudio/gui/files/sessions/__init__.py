"""Sessions of a window: saved, opened, asked about, brought back."""
