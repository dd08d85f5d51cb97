"""Feature maps out of a window: saved and copied."""
