"""Pictures: pixels with what must survive saving. The only place that knows file formats."""
