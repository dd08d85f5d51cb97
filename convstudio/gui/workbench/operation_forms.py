"""What the operations do that ask for a number or another kernel: declared once, no widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from convstudio.errors import ArgumentValueError
from convstudio.kernel import algebra
from convstudio.kernel.algebra.integers import FIRST_DIVISOR, LARGEST_DIVISOR
from convstudio.kernel.kernel import MAX_SIZE, Kernel
from convstudio.kernel.notation import format_number


@dataclass(frozen=True)
class Amount:
    """A number that an operation asks for.

    Attributes:
        label: with ``&`` before its letter.
        tip: what it means.
        minimum, maximum: what may be typed.
        start: what it is at first.
        step: of arrows and slider.
        slides: how far the slider goes, where that is not the whole range.
        fractions: whether numbers between two steps will do.
    """

    label: str
    tip: str
    minimum: float
    maximum: float
    start: float
    step: float = 1
    slides: tuple[float, float] | None = None
    fractions: bool = False

    @property
    def name(self) -> str:
        """The label without its mark."""
        return self.label.replace("&", "")

    def check(self, value: float) -> float:
        """The value if it will do.

        Raises:
            ArgumentValueError: out of range, or not whole where that is wanted.
        """
        whole = not self.fractions
        if not self.minimum <= value <= self.maximum or (whole and value != round(value)):
            kind = "a whole number " if whole else ""
            raise ArgumentValueError(
                self.name.lower(),
                given=format_number(value),
                wanted=f"{kind}from {format_number(self.minimum)} to {format_number(self.maximum)}",
            )
        return value


@dataclass(frozen=True)
class Made:
    """What came of an operation: the kernel, the step's name, and what there is to say of it."""

    kernel: Kernel
    text: str
    words: str = ""


@dataclass(frozen=True)
class OperationForm:
    """An operation with what it asks for.

    Attributes:
        title: of its dialog.
        amounts: given the kernel, the numbers it asks for.
        make: (kernel, other kernel, numbers) → what comes of it; pure, for a worker.
        other: what the other kernel is called, or "" where there is none.
    """

    title: str
    amounts: Callable[[Kernel], tuple[Amount, ...]]
    make: Callable[[Kernel, Kernel, tuple[float, ...]], Made]
    other: str = ""


def _no_amounts(_: Kernel) -> tuple[Amount, ...]:
    return ()


def _scale(kernel: Kernel, _: Kernel, numbers: tuple[float, ...]) -> Made:
    return Made(algebra.scaled(kernel, numbers[0]), f"Scale {format_number(numbers[0])}")


def _integerise(kernel: Kernel, _: Kernel, numbers: tuple[float, ...]) -> Made:
    found = algebra.integerised(kernel, int(numbers[0]))
    words = "Exact: weights / divisor stay what they are."
    if not found.exact:
        words = f"A weight differs by at most {_share(found.error)} of the largest."
    return Made(found.kernel, f"Integers over {format_number(found.kernel.divisor)}", words)


def _approximate(kernel: Kernel, _: Kernel, numbers: tuple[float, ...]) -> Made:
    rank = int(numbers[0])
    found = algebra.approximated(kernel, rank)
    text = "Separable Approximation" if rank == 1 else f"Approximation of Rank {rank}"
    if found.error == 0:
        return Made(found.kernel, text, "Exact: the kernel has that rank, or a lower one.")
    words = (
        f"Differs by {_share(found.error)} (Frobenius norm), a weight by at most "
        f"{_share(found.largest_error)} of the largest."
    )
    return Made(found.kernel, text, words)


def _pad(kernel: Kernel, _: Kernel, numbers: tuple[float, ...]) -> Made:
    rows, columns = (int(number) for number in numbers)
    return Made(algebra.padded(kernel, rows, columns), f"Pad {rows} Rows, {columns} Columns")


def _power(kernel: Kernel, _: Kernel, numbers: tuple[float, ...]) -> Made:
    times = int(numbers[0])
    return Made(algebra.power(kernel, times), f"Power {times}")


def _blend(kernel: Kernel, _: Kernel, numbers: tuple[float, ...]) -> Made:
    made = algebra.blended_with_identity(kernel, numbers[0])
    return Made(made, f"Blend {format_number(numbers[0])}")


def _interpolate(kernel: Kernel, other: Kernel, numbers: tuple[float, ...]) -> Made:
    made = algebra.interpolated(kernel, other, numbers[0])
    return Made(made, f"Interpolate {format_number(numbers[0])} to {named(other)}")


def _add(kernel: Kernel, other: Kernel, _: tuple[float, ...]) -> Made:
    return Made(algebra.added(kernel, other), f"Add {named(other)}")


def _subtract(kernel: Kernel, other: Kernel, _: tuple[float, ...]) -> Made:
    return Made(algebra.subtracted(kernel, other), f"Subtract {named(other)}")


def _convolve(kernel: Kernel, other: Kernel, _: tuple[float, ...]) -> Made:
    words = "Does what both do in turn, flipped or not; only the picture's border may differ."
    return Made(algebra.convolved(kernel, other), f"Convolve with {named(other)}", words)


def _t(name: str, ends: str, start: float) -> Amount:
    tip = f"{ends} Beyond 1 it goes on, below 0 it goes the other way."
    return Amount(name, tip, -10, 10, start, 0.01, (-1, 2), fractions=True)


FORMS: dict[str, OperationForm] = {
    "scale": OperationForm(
        "Scale",
        lambda _: (
            Amount(
                "&Factor",
                "What every weight is multiplied by.",
                -1e6,
                1e6,
                1,
                0.01,
                (-4, 4),
                fractions=True,
            ),
        ),
        _scale,
    ),
    "integerise": OperationForm(
        "Make integers",
        lambda _: (
            Amount(
                "&Largest divisor",
                "Where no divisor up to 65,536 is exact, the best up to this one is taken.",
                1,
                LARGEST_DIVISOR,
                FIRST_DIVISOR,
            ),
        ),
        _integerise,
    ),
    "approximate": OperationForm(
        "Approximate by low rank",
        lambda kernel: (
            Amount(
                "&Rank",
                "How many columns times rows: 1 is separable, and the quickest to compute.",
                1,
                min(kernel.shape),
                1,
            ),
        ),
        _approximate,
    ),
    "pad": OperationForm(
        "Pad",
        lambda kernel: (
            Amount("&Rows", "Above and below.", 0, (MAX_SIZE - kernel.rows) // 2, 1),
            Amount("Co&lumns", "Left and right.", 0, (MAX_SIZE - kernel.columns) // 2, 1),
        ),
        _pad,
    ),
    "power": OperationForm(
        "Power",
        lambda kernel: (
            Amount("&Times", "How often it is applied.", 1, algebra.largest_power(kernel), 2),
        ),
        _power,
    ),
    "blend": OperationForm(
        "Blend with identity",
        lambda _: (_t("&Strength", "0 leaves the picture as it is, 1 is the kernel.", 0.5),),
        _blend,
    ),
    "interpolate": OperationForm(
        "Interpolate to a kernel",
        lambda _: (_t("&Share", "Of the other kernel: 0 is the one in force, 1 the other.", 0.5),),
        _interpolate,
        "&To",
    ),
    "add": OperationForm("Add a kernel", _no_amounts, _add, "&Kernel"),
    "subtract": OperationForm("Subtract a kernel", _no_amounts, _subtract, "&Kernel"),
    "convolve": OperationForm("Convolve with a kernel", _no_amounts, _convolve, "&Kernel"),
}


def named(kernel: Kernel) -> str:
    """Name and size, the latter once."""
    known = kernel.size_text in kernel.name
    return kernel.name if known else f"{kernel.name} {kernel.size_text}"


def _share(share: float) -> str:
    return f"{100 * share:.2g} %"
