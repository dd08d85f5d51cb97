"""What a feature map is saved as: format, depth, as shown or raw."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from convstudio.errors import ArgumentValueError, PictureWriteError
from convstudio.numerics import validation

Depth = Literal["8", "16", "float"]
# What is kept where a layer makes several maps: one of them, all, or a contact sheet of them.
Kept = Literal["one", "all", "sheet"]
SEVERAL = (".npy", ".npz", ".tif", ".tiff")  # endings of files that can hold several maps
DEPTHS: tuple[Depth, ...] = ("8", "16", "float")


@dataclass(frozen=True)
class Format:
    """A file format that feature maps can be saved in.

    Attributes:
        name: as it is called, and as Output names it.
        endings: of file names, the usual one first.
        depths: the samples it can hold: 8 or 16 bits, 32-bit float.
        lossy: whether it changes the pixels, as far as ``quality`` allows.
        alpha: whether it can hold transparency.
        colours: whether it can hold more than one number a pixel.
    """

    name: str
    endings: tuple[str, ...]
    depths: tuple[Depth, ...]
    lossy: bool = False
    alpha: bool = True
    colours: bool = True


FORMATS = (
    Format("PNG", (".png",), ("8", "16")),
    Format("JPEG", (".jpg", ".jpeg"), ("8",), lossy=True, alpha=False),
    Format("WebP", (".webp",), ("8",), lossy=True),
    Format("TIFF", (".tif", ".tiff"), DEPTHS),
    Format("NPY", (".npy",), DEPTHS),
    Format("CSV", (".csv",), DEPTHS, alpha=False, colours=False),
)


@dataclass(frozen=True)
class Output:
    """What a feature map is saved as.

    Attributes:
        format: the name of one of FORMATS.
        depth: bits of a sample, or float32.
        raw: the numbers themselves, in the picture's own units and untouched by the tone; in whole
            numbers rounded and cut to what the depth holds. Otherwise as shown.
        quality: from 1 to 100, for lossy formats; WebP at 100 is lossless.

    Raises:
        ArgumentTypeError: a value of the wrong type.
        ArgumentValueError: another word, or a depth that the format does not have.
    """

    format: str = "PNG"
    depth: Depth = "8"
    raw: bool = False
    quality: int = 95

    def __post_init__(self) -> None:
        validation.choice(self.format, "format", tuple(known.name for known in FORMATS))
        validation.choice(self.depth, "depth", DEPTHS)
        validation.switch(self.raw, "raw")
        validation.integer(self.quality, "quality", minimum=1, maximum=100)
        if self.depth not in self.kind.depths:
            wanted = " or ".join(f"“{depth}”" for depth in self.kind.depths)
            raise ArgumentValueError(
                "depth", given=f"“{self.depth}”", wanted=f"{wanted} for {self.format}"
            )

    @property
    def kind(self) -> Format:
        """The format itself."""
        return format_named(self.format)


def format_named(name: str) -> Format:
    """The format of that name, one of FORMATS."""
    return next(known for known in FORMATS if known.name == name)


def format_of_several(path: Path) -> Format:
    """The format for a file of several maps: also ``.npz``, which holds arrays as NPY does.

    Raises:
        PictureWriteError: as of ``format_for``.
    """
    return format_named("NPY") if path.suffix.lower() == ".npz" else format_for(path)


def format_for(path: Path) -> Format:
    """The format that the ending of a name stands for.

    Raises:
        PictureWriteError: another ending, or none.
    """
    for known in FORMATS:
        if path.suffix.lower() in known.endings:
            return known
    given = f"the ending “{path.suffix}”" if path.suffix else "no ending"
    endings = [ending for known in FORMATS for ending in known.endings]
    raise PictureWriteError(
        f"“{path.name}” has {given}, which names no format that can be saved.",
        hint=f"Use {', '.join(endings[:-1])} or {endings[-1]}.",
    )
