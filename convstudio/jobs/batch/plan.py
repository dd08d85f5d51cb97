"""What a batch is to do: which picture becomes which file; everything that can be refused is."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from convstudio.errors import BatchError, ConvStudioError
from convstudio.imaging.contents import contents_of
from convstudio.imaging.output import Kept, Output
from convstudio.jobs.batch.inputs import Found, Input
from convstudio.jobs.batch.names import (
    Place,
    file_name,
    kernel_word,
    names_map,
    numbered,
    output_for,
)
from convstudio.jobs.batch.record import Record, recipe
from convstudio.pipeline.map_choice import map_count
from convstudio.pipeline.pipeline import Pipeline

_MOST_TOLD = 3  # names in one refusal


@dataclass(frozen=True)
class Request:
    """What is asked of a batch.

    Attributes:
        pipeline: what becomes of each picture.
        folder: for the outputs; it is made if it is not there.
        template: of their names, as ``checked_template`` gave it.
        output: what they are saved as; the format follows from each name.
        depth_follows: whether the depth is that of each picture, and not the output's.
        kept: what is saved of several maps, where the template does not name each.
        all_parts: every page, frame and array of a file, and not the first alone.
        resume: what is done and unchanged is passed over; it replaces no more than without it.
        overwrite: what stands there and no batch made may be replaced.
    """

    pipeline: Pipeline
    folder: Path
    template: str
    output: Output = field(default_factory=Output)
    all_parts: bool = False
    resume: bool = False
    overwrite: bool = False
    depth_follows: bool = False
    kept: Kept = "one"

    @property
    def each(self) -> bool:
        """Whether every map of the last layer is a file of its own."""
        return self.kept != "sheet" and self.pipeline.map is None and names_map(self.template)


@dataclass(frozen=True)
class Task:
    """One picture and the file that is made of it.

    Attributes:
        done: whether an earlier batch did just this.
        recipe: a word for pipeline and output.
        depth_follows: whether the depth is still to be that of the picture, once it is read.
        map: which of the last layer's maps; None for that of the pipeline, or for all.
    """

    source: Path
    part: str
    target: Path
    output: Output
    recipe: str
    done: bool = False
    depth_follows: bool = False
    map: int | None = None


@dataclass(frozen=True)
class Failure:
    """What could not be done, and why."""

    source: str
    message: str


@dataclass(frozen=True)
class Plan:
    """Every task, and what failed before it could become one."""

    request: Request
    tasks: tuple[Task, ...]
    failures: tuple[Failure, ...] = ()

    @property
    def waiting(self) -> tuple[Task, ...]:
        """What is still to be done."""
        return tuple(task for task in self.tasks if not task.done)


def make_plan(request: Request, found: Found, record: Record) -> Plan:
    """What is to be done with the inputs; nothing is written yet.

    No two outputs have one name, whatever the letters' case: the second and further ones are
    numbered, as an earlier batch numbered them.

    Raises:
        BatchError: there are no inputs at all, an output would take the place of an input, or of a
            file that no batch made.
    """
    failures = [Failure(word, reason) for word, reason in found.empty]
    if not found.inputs:
        told = "; ".join(f"“{word}”: {reason}" for word, reason in found.empty[:_MOST_TOLD])
        raise BatchError(f"There are no pictures to work on. {told}".strip())
    parts = [
        _Part(item, part, shown)
        for item, part in _parts(found.inputs, request.all_parts, failures)
        for shown in _maps(request)
    ]
    targets = _targets(request, parts, record)
    _require_no_input(targets, found.inputs)
    tasks, recipes = [], _Recipes(request)
    for (item, part, shown), target in zip(parts, targets, strict=True):
        try:
            output = output_for(target, request.output, depth_follows=request.depth_follows)
        except ConvStudioError as error:
            failures.append(Failure(str(item.path), str(error)))
            continue
        word = recipes.of(output, shown)
        done = request.resume and record.done(item.path, part, target, word)
        follows = request.depth_follows
        tasks.append(Task(item.path, part, target, output, word, done, follows, shown))
    if not request.overwrite:
        _require_none_foreign([task.target for task in tasks], record)
    return Plan(request, tuple(tasks), tuple(failures))


class _Part(NamedTuple):
    """What becomes one output: a part of an input, and one of its maps or None."""

    item: Input
    part: str
    map: int | None


class _Recipes:
    """The words of the outputs: each is made once, for a bank's weights are many."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._known: dict[tuple[Output, int | None], str] = {}

    def of(self, output: Output, shown: int | None) -> str:
        """The word for a map in an output."""
        key = output, shown
        if key not in self._known:
            request = self._request
            pipeline = request.pipeline
            if shown is not None:
                pipeline = replace(pipeline, map=shown)
            kept: Kept = "one" if request.each else request.kept
            self._known[key] = recipe(
                pipeline, output, depth_follows=request.depth_follows, kept=kept
            )
        return self._known[key]


def _maps(request: Request) -> tuple[int | None, ...]:
    """The maps that are files of their own; how many there are is the same for every picture.

    Raises:
        ArgumentValueError: the layers do not fit one another.
    """
    return tuple(range(map_count(request.pipeline))) if request.each else (None,)


def _parts(
    inputs: Iterable[Input], every: bool, failures: list[Failure]
) -> Iterable[tuple[Input, str]]:
    for item in inputs:
        if not every:
            yield item, ""
            continue
        try:
            contents = contents_of(item.path)
        except ConvStudioError as error:
            failures.append(Failure(str(item.path), str(error)))
            continue
        if contents.has_choice:
            yield from ((item, part.name) for part in contents.parts if not part.reduced)
        else:
            yield item, ""


def _targets(request: Request, parts: list[_Part], record: Record) -> list[Path]:
    """Where each output goes: first those that an earlier batch placed, then the others."""
    kernel = kernel_word(request.pipeline)
    targets: list[Path | None] = []
    taken: set[str] = set()
    wished = []
    maps = len({part.map for part in parts})
    for index, (item, part, shown) in enumerate(parts):
        number = (request.pipeline.map or 0 if shown is None else shown) + 1
        place = Place(item.path, part, index // maps + 1, f"{number:0{len(str(maps))}}")
        name = file_name(request.template, place, kernel)
        wished.append(request.folder / item.below / name)
        targets.append(_placed_before(wished[-1], item.path, part, record, taken))
    for index, (item, part, _) in enumerate(parts):
        if targets[index] is None:
            targets[index] = _free(wished[index], item.path, part, record, taken)
    return [target for target in targets if target is not None]


def _placed_before(
    wished: Path, source: Path, part: str, record: Record, taken: set[str]
) -> Path | None:
    """The name, numbered or not, that an earlier batch gave to what it made of this source."""
    count, candidate = 1, wished
    while record.named(candidate):
        if record.is_of(candidate, source, part) and (key := _key(candidate)) not in taken:
            taken.add(key)
            return candidate
        count += 1
        candidate = wished.with_name(numbered(wished.name, count))
    return None


def _free(wished: Path, source: Path, part: str, record: Record, taken: set[str]) -> Path:
    """The name, or the first numbered one that nobody has."""
    count, candidate = 1, wished
    while (key := _key(candidate)) in taken or record.is_of_another(candidate, source, part):
        count += 1
        candidate = wished.with_name(numbered(wished.name, count))
    taken.add(key)
    return candidate


def _key(path: Path) -> str:
    """One word for all names that are one file on some disk: links, letters' case, accents."""
    return unicodedata.normalize("NFC", os.path.realpath(path)).casefold()


def _require_no_input(targets: Iterable[Path], inputs: Iterable[Input]) -> None:
    """Whatever it is called: an output that is an input would destroy it."""
    known = {found for item in inputs if (found := _identity(item.path)) is not None}
    over = [target for target in targets if _identity(target) in known]
    if over:
        raise BatchError(
            f"{_names(over)} would be written over a picture of the batch itself.",
            hint="Choose another folder, or another name such as {stem}-{kernel}.png.",
        )


def _require_none_foreign(targets: Iterable[Path], record: Record) -> None:
    """Only what the record knows, as it was written, is a batch's own; all else may be somebody's.

    A batch notes each output just before that takes its place: in whatever instant it was killed,
    what it left is known. Where the record is lost or an output was edited, the user is asked.
    """
    foreign = [path for path in targets if os.path.lexists(path) and not record.made(path)]
    if foreign:
        verb = "is" if len(foreign) == 1 else "are"
        raise BatchError(
            f"{_names(foreign)} {verb} there already, and no batch is known to have made it.",
            hint="Choose another folder or name, or have it replaced (“Replace files that are "
            "there”, --overwrite).",
        )


def _names(paths: list[Path]) -> str:
    told = ", ".join(f"“{path.name}”" for path in paths[:_MOST_TOLD])
    more = len(paths) - _MOST_TOLD
    return f"{told} and {more:,} more" if more > 0 else told


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file it is, through links and hard links; None where there is none."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino
