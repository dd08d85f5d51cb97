"""What lies between two layers: so many maps, each gray or in colours, with alpha or without."""

from __future__ import annotations

from dataclasses import dataclass

PICTURE_CHANNELS = (1, 3)  # of gray pictures, and of those in colours


@dataclass(frozen=True)
class Maps:
    """The maps that a layer takes or makes. A picture is one map.

    The channels of an array go map by map: ``channel = map · colours + colour``.

    Attributes:
        count: how many maps.
        colours: of each: 3 where it is still red, green and blue, else 1.
        has_alpha: whether the picture's alpha stands beside them.
    """

    count: int
    colours: int
    has_alpha: bool = False

    @property
    def channels(self) -> int:
        """All values of a pixel, without alpha."""
        return self.count * self.colours

    @property
    def is_picture(self) -> bool:
        """Whether it can be seen as one picture, gray or in colours."""
        return self.count == 1

    @property
    def words(self) -> str:
        """``"1 map"``, ``"32 maps"``, ``"2 maps in colours"``."""
        maps = "1 map" if self.count == 1 else f"{self.count} maps"
        return f"{maps} in colours" if self.colours > 1 else maps


def counted_channels(count: int) -> str:
    """``"1 channel"``, ``"3 channels"``."""
    return "1 channel" if count == 1 else f"{count} channels"


@dataclass(frozen=True)
class Need:
    """What of its input one map of a layer rests on.

    Attributes:
        map: the one map that it needs; None: all of them.
        channels: of these, the channels from the first to before the second; None: all.
    """

    map: int | None = None
    channels: tuple[int, int] | None = None
