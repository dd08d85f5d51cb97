"""Search of the library: by name, group, tags, description and source, and forgiving."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

from convstudio.kernel.library import Preset

_ALIKE = 0.75  # of a mistyped word
_LONGEST = 200  # characters of a query that are looked at


def matches(query: str, presets: Iterable[Preset]) -> tuple[Preset, ...]:
    """Those in which every word of the query begins a word, in their order.

    Case, accents and signs do not count. Where nothing is found that way, a query's words may stand
    inside others, and where that finds nothing either, be nearly alike.
    """
    offered = tuple(presets)
    words = _words(query[:_LONGEST])
    if not words:
        return offered
    texts = {preset.identifier: searched(preset) for preset in offered}
    for before in (" ", ""):
        found = tuple(
            preset
            for preset in offered
            if all(f"{before}{word}" in texts[preset.identifier] for word in words)
        )
        if found:
            return found
    vocabulary = {word for text in texts.values() for word in text.split()}
    nearly = [set(difflib.get_close_matches(word, vocabulary, 8, _ALIKE)) for word in words]
    return tuple(
        preset
        for preset in offered
        if all(alike & set(texts[preset.identifier].split()) for alike in nearly)
    )


def searched(preset: Preset) -> str:
    """All that is looked through of a preset, as plain words, each after a blank."""
    kernel = preset.kernel
    parts = (kernel.name, preset.group, *preset.tags, kernel.description, kernel.source)
    return " " + " ".join(_words(" ".join((*parts, kernel.size_text, preset.identifier))))


def _words(text: str) -> list[str]:
    apart = unicodedata.normalize("NFKD", text.casefold().replace("×", "x"))
    kept = "".join(c for c in apart if not unicodedata.combining(c))
    return "".join(c if c.isalnum() else " " for c in kept).split()
