"""Small forms for the layers without a kernel grid of their own."""
