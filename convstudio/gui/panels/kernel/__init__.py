"""The Kernel panel: grid, brush, constraints, size, anchor, divisor and sums."""
