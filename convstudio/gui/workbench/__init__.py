"""The kernel workbench: the pages, menus and dialogs that shape a kernel."""
