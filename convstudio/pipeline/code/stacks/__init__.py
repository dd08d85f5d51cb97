"""Stacks with banks, pooling and the other layers of networks, as programs."""
