"""The gallery of a layer's maps: thumbnails in the drawer, and the contact sheet."""
