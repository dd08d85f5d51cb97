"""Arrays in, arrays out: the mathematics of convolutional layers on numpy alone."""
