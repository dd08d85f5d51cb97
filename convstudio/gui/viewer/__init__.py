"""Original and feature map: seen, moved and compared."""
