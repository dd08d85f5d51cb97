"""Batches from a window."""
