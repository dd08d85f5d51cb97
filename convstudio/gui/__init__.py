"""The window. ``app.py`` builds everything and passes it on; nothing below this room knows it."""
