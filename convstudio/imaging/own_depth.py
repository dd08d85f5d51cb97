"""The depth of an output where none is asked for: it follows the picture."""

from __future__ import annotations

from dataclasses import replace

from convstudio.imaging.output import Depth, Format, Output
from convstudio.imaging.picture import Picture


def own_depth(kind: Format, *, raw: bool, deep: bool = False) -> Depth:
    """The depth that loses least of a picture in a format.

    Raw numbers may be negative, have fractions or lie above white whatever the picture is: they get
    the deepest that there is.

    Args:
        deep: whether the picture has more than 8 bits a sample.
    """
    if raw:
        return kind.depths[-1]
    return "16" if deep and "16" in kind.depths else "8"


def is_deep(picture: Picture) -> bool:
    """Whether it has more than 8 bits a sample."""
    return picture.pixels.dtype.itemsize > 1


def following(output: Output, picture: Picture) -> Output:
    """The output at the depth that follows the picture."""
    return replace(output, depth=own_depth(output.kind, raw=output.raw, deep=is_deep(picture)))
