"""Original and feature map side by side, zoom and pan linked."""
