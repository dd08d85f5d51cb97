"""The declared parameters of a layer as options: names, ranges, words and help follow from them.

An option that is not given is None: what it changes then stays as it is. The help names what that
is where nothing else says so.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from typing import Any, cast

from convstudio.errors import ArgumentValueError, ValidationError
from convstudio.kernel.notation import format_number, parse_integer, parse_number
from convstudio.numerics.padding import Padding, PaddingMode, Pair
from convstudio.pipeline.parameters import (
    PADDING,
    PADDING_MODE,
    ChoiceParameter,
    IntegerParameter,
    NumberParameter,
    SwitchParameter,
)

_NEGATIVE = re.compile(r"-[\d.]")

Group = argparse._ArgumentGroup


def with_negative_numbers(words: Sequence[str]) -> list[str]:
    """``--bias -1/2`` as ``--bias=-1/2``: argparse takes -1/2 for an option that it lacks."""
    found: list[str] = []
    for word in words:
        option = bool(found) and found[-1].startswith("--") and "=" not in found[-1]
        if option and len(found[-1]) > 2 and _NEGATIVE.match(word):
            found[-1] += f"={word}"
        else:
            found.append(word)
    return found


class Once(argparse.Action):
    """An option of which a second one would silently take the place of the first."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002 - as argparse has it
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        """Keeps the value.

        Raises:
            argparse.ArgumentError: there is one already: wrong usage.
        """
        if getattr(namespace, self.dest) is not None:
            told = ArgumentValueError(
                option_string or self.dest, given="a second one", wanted="given once"
            )
            raise argparse.ArgumentError(None, str(told))
        setattr(namespace, self.dest, values)


def add_padding(group: Group, usual: str) -> None:
    """``--padding``: a mode, or pixels for all sides, for both directions or for each side."""
    lines = [
        PADDING_MODE.help,
        *_words(PADDING_MODE),
        f"N: {PADDING.help}",
        "V,H: The same above and below, and left and right.",
        "TOP,BOTTOM,LEFT,RIGHT: Each side by itself.",
    ]
    group.add_argument(
        _flag(PADDING),
        type=refusing(parse_padding),
        metavar="AMOUNT",
        help=_help(lines, usual),
    )


def add_pair(group: Group, parameter: IntegerParameter) -> None:
    """A whole number for both directions, or one for each."""

    def parse(text: str) -> Pair:
        numbers = whole_numbers(text, parameter, (1, 2))
        return numbers[0], numbers[-1]

    group.add_argument(
        _flag(parameter),
        type=refusing(parse),
        metavar="N|V,H",
        help=_help([parameter.help], "1"),
    )


def add_integer(group: Group, parameter: IntegerParameter, usual: int) -> None:
    """A whole number."""
    group.add_argument(
        _flag(parameter),
        type=refusing(lambda text: parameter.check(parse_integer(text, parameter.name))),
        metavar="N",
        help=_help([parameter.help], str(usual)),
    )


def add_number(group: Group, parameter: NumberParameter, usual: float) -> None:
    """A real number as people type it, 1/2 included."""
    group.add_argument(
        _flag(parameter),
        type=refusing(lambda text: parameter.check(parse_number(text, parameter.name))),
        metavar="NUMBER",
        help=_help([parameter.help], format_number(usual)),
    )


def add_choice(group: Group, parameter: ChoiceParameter, usual: str) -> None:
    """One of the parameter's words, each with what it does."""
    group.add_argument(
        _flag(parameter),
        choices=parameter.values,
        metavar="WORD",
        help=_help([parameter.help, *_words(parameter)], usual),
    )


def add_switch(group: Group, parameter: SwitchParameter) -> None:
    """An option that is on when it is named, and off by its ``--no-`` form."""
    group.add_argument(
        _flag(parameter), action=argparse.BooleanOptionalAction, help=_help([parameter.help])
    )


def _flag(
    parameter: IntegerParameter | NumberParameter | ChoiceParameter | SwitchParameter,
) -> str:
    return f"--{parameter.name.replace(' ', '-')}"


def _words(parameter: ChoiceParameter) -> list[str]:
    return [f"{option.value}: {option.help}" for option in parameter.options]


def _help(lines: list[str], usual: str = "") -> str:
    ending = [f"(default: {usual})"] if usual else []
    return "\n".join([*lines, *ending]).replace("%", "%%")


def refusing(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    """The same, with errors as argparse wants them: usage errors, told in their own words."""

    def parsed(text: str) -> Any:
        try:
            return parse(text)
        except ValidationError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return parsed


def parse_padding(text: str) -> Padding:
    """A mode, or pixels for all sides, for both directions or for each side.

    Raises:
        ArgumentValueError: none of these.
    """
    if text in PADDING_MODE.values:
        return cast(PaddingMode, text)
    try:
        numbers = whole_numbers(text, PADDING, (1, 2, 4))
    except ValidationError:
        raise ArgumentValueError(
            PADDING.name,
            given=f"“{text[:40]}”",
            wanted="“same”, “valid”, N, V,H or TOP,BOTTOM,LEFT,RIGHT with numbers "
            f"from {PADDING.minimum} to {PADDING.maximum}",
        ) from None
    if len(numbers) < 4:
        return numbers[0], numbers[-1]
    top, bottom, left, right = numbers
    return (top, bottom), (left, right)


def whole_numbers(text: str, parameter: IntegerParameter, counts: tuple[int, ...]) -> list[int]:
    """Whole numbers with commas between them, as many as one of the counts.

    Raises:
        ArgumentValueError: another count, no whole number, or one out of range.
    """
    parts = text.split(",")
    if len(parts) not in counts:
        raise ArgumentValueError(parameter.name, given=f"“{text[:40]}”", wanted="N or V,H")
    return [parameter.check(parse_integer(part, parameter.name)) for part in parts]
