"""The Kernel and where kernels come from."""
