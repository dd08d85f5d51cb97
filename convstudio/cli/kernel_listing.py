"""``convstudio kernels list`` and ``show``: what the library has, for people and as JSON."""

from __future__ import annotations

import argparse
import shutil
import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from convstudio.cli.formatter import Formatter
from convstudio.cli.kernel_options import find_kernel, own_kernels, whole_library
from convstudio.cli.telling import print_json, print_lines, tell
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.library import GROUPS, OWN, Library, Preset
from convstudio.kernel.notation import format_number
from convstudio.kernel.search import matches

Run = Callable[[argparse.Namespace, argparse.ArgumentParser], int]
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
_NARROWEST = 40  # columns that a description has at least


def add_list(commands: Commands) -> tuple[argparse.ArgumentParser, Run]:
    """The parser of ``list``, and what runs it."""
    parser = commands.add_parser(
        "list",
        help="List the kernels of the library, or those that words find.",
        description="Lists the kernels of the library by group: name, size, and what each does. "
        "Your own come first.",
        formatter_class=Formatter,
    )
    parser.add_argument(
        "words",
        nargs="*",
        metavar="WORD",
        help="Only kernels in which every word is found: name, group, tag, size, author, year; a "
        "slip is forgiven.",
    )
    parser.add_argument(
        "--group", metavar="NAME", help="Only one group, such as edge, or own for your own kernels."
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--names", action="store_true", help="Names alone, one a line.")
    form.add_argument("--groups", action="store_true", help="The groups, and how many each has.")
    form.add_argument("--json", action="store_true", help="All that is known of each, as JSON.")
    return parser, _list


def add_show(commands: Commands) -> tuple[argparse.ArgumentParser, Run]:
    """The parser of ``show``, and what runs it."""
    parser = commands.add_parser(
        "show",
        help="Show the weights of a kernel, where it is from and what it does.",
        description="Shows kernels: weights, divisor and anchor, source, and what they do.",
        formatter_class=Formatter,
    )
    parser.add_argument(
        "kernels",
        nargs="+",
        metavar="KERNEL",
        help="A name of the library, own/NAME, a kernel file, or - for a text from standard input.",
    )
    parser.add_argument("--json", action="store_true", help="As JSON.")
    return parser, _show


def _list(chosen: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    scan = own_kernels().scan()
    for problem in scan.problems:
        tell(problem)
    library = whole_library()
    presets = _in_group(library, chosen.group, parser) if chosen.group else library.presets
    found = matches(" ".join(chosen.words), presets)
    if chosen.json:
        print_json([_facts(preset.kernel, preset) for preset in found])
    elif chosen.names:
        print_lines(preset.identifier for preset in found)
    elif chosen.groups:
        print_lines(f"{len(has):4}  {group}" for group, has in Library(found).groups.items())
    else:
        print_lines(_table(found))
    if not found:
        tell(f"No kernel is found by “{' '.join(chosen.words)}”.")
    return 0 if found else 1


def _in_group(library: Library, name: str, parser: argparse.ArgumentParser) -> tuple[Preset, ...]:
    """The kernels of a group by its heading or its folder's name, whatever the case."""
    groups = {group.casefold(): presets for group, presets in library.groups.items()}
    word = GROUPS.get(name.lower(), name).casefold()
    if word not in groups and word != OWN.casefold():
        parser.error(f"there is no group “{name}”; there are {', '.join(library.groups)}")
    return groups.get(word, ())


def _table(presets: Sequence[Preset]) -> Iterator[str]:
    """Groups with a blank line between them; descriptions wrapped to the terminal."""
    names = max((len(preset.identifier) for preset in presets), default=0)
    sizes = max((len(preset.kernel.size_text) for preset in presets), default=0)
    before = names + sizes + 6
    width = max(shutil.get_terminal_size().columns - 1 - before, _NARROWEST)
    for number, (group, members) in enumerate(Library(tuple(presets)).groups.items()):
        if number:
            yield ""
        yield group
        for preset in members:
            size = preset.kernel.size_text
            head = f"  {preset.identifier:{names}}  {size:>{sizes}}  "
            lines = textwrap.wrap(preset.kernel.description, width) or [""]
            yield (head + lines[0]).rstrip()
            yield from (" " * before + line for line in lines[1:])


def _show(chosen: argparse.Namespace, _parser: argparse.ArgumentParser) -> int:
    known = {preset.identifier: preset for preset in whole_library().presets}
    found = [(find_kernel(text).kernel, known.get(text)) for text in chosen.kernels]
    if chosen.json:
        facts = [_facts(kernel, preset) for kernel, preset in found]
        print_json(facts if len(facts) > 1 else facts[0])
        return 0
    for number, (kernel, preset) in enumerate(found):
        print_lines([*([""] if number else []), *_sheet(kernel, preset)])
    return 0


def _sheet(kernel: Kernel, preset: Preset | None) -> Iterator[str]:
    """Everything about a kernel, in lines."""
    from convstudio.kernel.meaning import meaning  # noqa: PLC0415 - what takes sums, when shown

    yield f"{kernel.name} ({preset.identifier})" if preset else kernel.name
    width = max(shutil.get_terminal_size().columns - 1, _NARROWEST)
    yield from textwrap.wrap(kernel.description, width)
    yield ""
    yield from _grid(kernel)
    yield ""
    row, column = kernel.anchored_at
    rows = {
        "Size": kernel.size_text,
        "Divisor": format_number(kernel.divisor),
        "Sum": format_number(kernel.total),
        "Anchor": f"row {row + 1}, column {column + 1}",
        "Effect": ", ".join(meaning(kernel)),
        "Group": preset.group if preset else "",
        "Tags": ", ".join(preset.tags) if preset else "",
        "Source": kernel.source,
        "File": str(preset.path) if preset and preset.path else "",
    }
    names = max(map(len, rows)) + 2
    for name, words in rows.items():
        if words:
            lines = textwrap.wrap(words, max(width - names, _NARROWEST))
            yield f"{name:{names}}{lines[0]}"
            yield from (" " * names + line for line in lines[1:])


def _grid(kernel: Kernel) -> Iterator[str]:
    """The weights in columns."""
    cells = [[format_number(weight) for weight in row] for row in kernel.weights]
    width = max(len(cell) for row in cells for cell in row)
    for row in cells:
        yield "  " + "  ".join(cell.rjust(width) for cell in row)


def _facts(kernel: Kernel, preset: Preset | None) -> dict[str, object]:
    """What is known of a kernel, by plain names."""
    facts: dict[str, object] = {
        "identifier": preset.identifier if preset else None,
        "name": kernel.name,
        "group": preset.group if preset else None,
        "description": kernel.description,
        "source": kernel.source,
        "tags": list(preset.tags) if preset else [],
        "rows": kernel.rows,
        "columns": kernel.columns,
        "divisor": kernel.divisor,
        "sum": kernel.total,
        "anchor": list(kernel.anchored_at),
        "weights": [list(row) for row in kernel.weights],
    }
    if preset is not None and preset.path is not None:
        facts["file"] = str(preset.path)
    return facts
