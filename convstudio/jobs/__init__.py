"""Work off the window's thread: frozen requests in, frozen results out."""
