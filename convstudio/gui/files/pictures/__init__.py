"""Pictures into a window: dialogs, drops, the clipboard, pages, test charts."""
