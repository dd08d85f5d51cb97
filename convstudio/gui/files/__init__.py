"""Pictures, sessions and pipelines: in and out of a window."""
