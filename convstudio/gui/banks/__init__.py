"""Filling a layer with filters, and saving them."""
