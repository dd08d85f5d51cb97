"""The examples of the textbooks: sessions that ship with the program, each with a short text.

They are files in resources/examples/, made by the scripts there. The text of an example tells in
Markdown what to look at; its links do what there is to try (see gui/examples/steps.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from convstudio.paths import resources_folder
from convstudio.pipeline.storage.session_file import ENDING

_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("A kernel and its map", ("vertical-line", "bump", "two-lines")),
    (
        "Sizes",
        ("step-by-step", "stride-that-does-not-fit", "padding-that-keeps", "uneven-padding"),
    ),
    (
        "Layers",
        (
            "edge-and-mean",
            "edge-and-mean-relu",
            "conv1",
            "one-product",
            "shared-or-local",
            "mix-of-channels",
        ),
    ),
    ("Networks", ("max-pooling", "sobel-magnitude", "receptive-field")),
)


@dataclass(frozen=True)
class Example:
    """One example.

    Attributes:
        name: of its files: ``"vertical-line"``.
        group: what it is grouped with in menus.
    """

    name: str
    group: str

    @property
    def session(self) -> Path:
        """Its session file."""
        return examples_folder() / f"{self.name}{ENDING}"

    @property
    def text(self) -> str:
        """What is told beside the picture, as Markdown; the first line is its title."""
        return (examples_folder() / f"{self.name}.md").read_text(encoding="utf-8")

    @property
    def title(self) -> str:
        """What to call it."""
        return self.text.partition("\n")[0].removeprefix("#").strip()


EXAMPLES = tuple(Example(name, group) for group, names in _GROUPS for name in names)


def examples_folder() -> Path:
    """Where the examples and their pictures are."""
    return resources_folder() / "examples"


def example_named(name: str) -> Example | None:
    """The example of that name, if there is one."""
    return next((example for example in EXAMPLES if example.name == name), None)


def called(path: Path) -> str:
    """What to call a session file: an example by its title, as nobody has seen its file."""
    example = example_of(path)
    return path.name if example is None else f"“{example.title}”"


def example_of(path: Path) -> Example | None:
    """The example whose session file this is, if it is one's."""
    return next((example for example in EXAMPLES if example.session == path), None)
