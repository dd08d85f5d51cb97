"""Files in the window: opening, saving, sessions, and the dialogs for them."""
