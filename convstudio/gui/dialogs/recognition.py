"""What a recognised text says of a layer, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from convstudio.kernel.kernel import Kernel
from convstudio.kernel.notation import Recognised, format_number


@dataclass(frozen=True)
class Setting:
    """Something that can come with a kernel.

    Attributes:
        label: before its value.
        tip: what taking it means.
        value: what a text says of it, None where nothing.
        words: the value for people.
    """

    label: str
    tip: str
    value: Callable[[Recognised], Any]
    words: Callable[[Any], str]


def _switch(value: bool) -> str:
    return "on" if value else "off"


SETTINGS: dict[str, Setting] = {
    "flip": Setting(
        "Flip", "Take along whether the kernel is turned by 180°, as its program does",
        lambda read: read.flip, _switch,
    ),
    "bias": Setting(
        "Bias (offset)", "Take along what is added to every sum, as a share of the full range",
        lambda read: read.bias, format_number,
    ),
    "border": Setting(
        "Border", "Take along what stands outside the picture", lambda read: read.border, str
    ),
    "linear_light": Setting(
        "Linear light", "Take along whether the program works in linear light",
        lambda read: read.linear_light, _switch,
    ),
}  # fmt: skip


def said(name: str, read: Recognised | None) -> str:
    """The words of a check box: the setting and what the text says of it."""
    setting = SETTINGS[name]
    value = None if read is None else setting.value(read)
    return f"{setting.label}: {'not said' if value is None else setting.words(value)}"


def words_of(kernel: Kernel | None) -> str:
    """Size, divisor, sum and origin, on two lines; dashes without a kernel."""
    if kernel is None:
        return "Size –   Divisor –   Sum –\nOrigin –"
    row, column = kernel.anchored_at
    where = "the centre" if kernel.rows % 2 and kernel.columns % 2 else "the middle, rounded"
    where = where if kernel.anchored_at == kernel.centre else "set"
    divisor, total = (f"{number:.6g}" for number in (kernel.divisor, kernel.total))
    return (
        f"Size {kernel.size_text}   Divisor {divisor}   Sum {total}\n"
        f"Origin: row {row + 1}, column {column + 1} ({where})"
    )
