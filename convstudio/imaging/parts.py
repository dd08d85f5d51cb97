"""What a file holds: one picture, or pages, frames or arrays to choose from."""

from __future__ import annotations

from dataclasses import dataclass

from convstudio.errors import PictureReadError

MOST_PARTS = 10_000  # that are listed; more are not looked for


@dataclass(frozen=True)
class Part:
    """One picture of a file.

    Attributes:
        name: what ``read_picture`` takes: ``"1"``, ``"2"`` … of pages and frames, the name of an
            array, ``"column 2"``; ``""`` where the file holds nothing else, and of the whole table.
        label: for people: ``"Page 2"``, ``"Frame 7"``, ``"weights"``.
        width, height: in pixels, as stored.
        kind: as ``Picture.kind``, ``"8-bit RGB"``; may be empty where only decoding would tell.
        reduced: whether it is a smaller copy or a mask of another part, as TIFF files have them.
    """

    name: str
    label: str
    width: int
    height: int
    kind: str = ""
    reduced: bool = False


@dataclass(frozen=True)
class Contents:
    """What a header tells.

    Attributes:
        format: for people: ``"TIFF"``, ``"NumPy archive"``.
        parts: at least one; the first is what is read where none is asked for.
        size: of the file, in bytes.
    """

    format: str
    parts: tuple[Part, ...]
    size: int = 0

    @property
    def has_choice(self) -> bool:
        """Whether there is something to choose: smaller copies of a picture are no choice."""
        return sum(not part.reduced for part in self.parts) > 1

    @property
    def asks(self) -> bool:
        """Whether nobody can know which is meant; where the first is the whole, that is."""
        return self.has_choice and self.parts[0].name != ""


def index_of(part: str, count: int, noun: str, name: str) -> int:
    """The place, from 0, of the part with a number among so many; ``""`` is the first.

    Raises:
        PictureReadError: there is no such part.
    """
    if part == "":
        return 0
    number = int(part) if part.isascii() and part.isdigit() and len(part) < 10 else 0
    if not 1 <= number <= count:
        there = f"it has {noun}s 1 to {count}" if count > 1 else f"it holds one {noun}"
        raise PictureReadError(f"“{name}” has no {noun} “{part[:40]}”: {there}.")
    return number - 1
