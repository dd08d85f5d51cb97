"""A family swept: one filter for each value of a parameter, or of two.

Who uses it: someone who wants the Gabor filters of all directions and scales, as textures are told
apart by, without setting each by hand.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from convstudio.declarations import Choice, Number, Parameter, Setting, Switch
from convstudio.errors import ArgumentValueError
from convstudio.kernel.families.family import Family, Settings, short
from convstudio.kernel.kernel import Kernel
from convstudio.numerics import validation
from convstudio.pipeline.bank import Filter
from convstudio.pipeline.bank_limits import MOST_FILTERS
from convstudio.pipeline.banks.kernels import filters_of

_TURN = "°"


@dataclass(frozen=True)
class Sweep:
    """The values that one parameter takes.

    Attributes:
        name: of the parameter.
        first, last: of a number; a choice or a switch takes all that it has.
        count: how many values.
        open_end: the last value is left out: half a turn ends where it began.
        by_ratio: the values grow by the same factor, not by the same amount.
    """

    name: str
    first: float = 0.0
    last: float = 0.0
    count: int = 1
    open_end: bool = False
    by_ratio: bool = False

    @classmethod
    def of(cls, parameter: Parameter, count: int = 4) -> Sweep:
        """What suits a parameter at first: angles over half a turn, scales by ratio."""
        if not isinstance(parameter, Number):
            return cls(parameter.name)
        if parameter.unit.strip() == _TURN:
            return cls(parameter.name, 0.0, 180.0, count, open_end=True)
        low = max(parameter.default / 2, parameter.low)
        high = min(parameter.default * 2, parameter.high)
        if not low < high:
            reach = (count - 1) * parameter.step if parameter.whole else math.inf
            low, high = parameter.low, min(parameter.low + reach, parameter.high)
        low, high = _rounded(low, parameter), _rounded(high, parameter)
        return cls(parameter.name, low, high, count, by_ratio=parameter.logarithmic and low > 0)

    def values(self, parameter: Parameter) -> tuple[Setting, ...]:
        """The values, first to last; each once.

        Raises:
            ArgumentTypeError: a number that is none.
            ArgumentValueError: a value or a count out of range, or ratios through 0.
        """
        if isinstance(parameter, Choice):
            return tuple(name for name, _ in parameter.options)
        if isinstance(parameter, Switch):
            return False, True
        validation.integer(self.count, "count", minimum=1, maximum=MOST_FILTERS)
        first, last = parameter.checked(self.first), parameter.checked(self.last)
        if self.by_ratio and not (first > 0 and last > 0):
            raise ArgumentValueError(
                parameter.spoken,
                given=f"{short(first)} to {short(last)}",
                wanted="above 0 at both ends where steps are ratios",
            )
        found = (self._at(first, last, index) for index in range(self.count))
        rounded = (_rounded(value, parameter) for value in found)
        return tuple(dict.fromkeys(parameter.checked(value) for value in rounded))

    def _at(self, first: float, last: float, index: int) -> float:
        steps = self.count if self.open_end else self.count - 1
        if steps == 0:
            return first
        share = index / steps
        if share == 1:
            return last  # with no error of rounding
        return first * (last / first) ** share if self.by_ratio else first + share * (last - first)


def _rounded(value: float, parameter: Number) -> float:
    """Without the dust of rounding; of what is counted in steps, such as odd sizes, the nearest."""
    if not parameter.whole:
        return float(f"{value:.9g}")
    steps = round((value - parameter.low) / parameter.step)
    return min(max(parameter.low + steps * parameter.step, parameter.low), parameter.high)


def swept(family: Family, settings: Settings, sweeps: tuple[Sweep, ...]) -> tuple[Filter, ...]:
    """One filter for each value of the parameter, or for each pair of values of two.

    The second changes soonest. All have the size of the largest.

    Args:
        settings: of the parameters that are not swept.

    Raises:
        ArgumentTypeError, ArgumentValueError: values that the family does not take, one parameter
            swept twice, or more filters than a bank has.
    """
    names = [sweep.name for sweep in sweeps]
    if len(set(names)) != len(names):
        label = family.parameter(names[0]).label
        raise ArgumentValueError("sweeps", given=f"{label} twice", wanted="two parameters")
    parameters = [family.parameter(name) for name in names]
    ranges = [s.values(p) for s, p in zip(sweeps, parameters, strict=True)]
    count = 1
    for values in ranges:
        count *= len(values)
    if count > MOST_FILTERS:
        told = " × ".join(str(len(values)) for values in ranges)
        raise ArgumentValueError(
            "filters", given=f"{told} = {count:,}", wanted=f"at most {MOST_FILTERS}"
        )
    made = list(_settings(settings, names, ranges))
    if settings.size is None and family.sized_by_hand:
        sizes = [family.size_of(one) for one in made]
        largest = max(rows for rows, _ in sizes), max(columns for _, columns in sizes)
        made = [one.with_size(largest) if family.size_of(one) != largest else one for one in made]
    kernels = [_named(family.kernel(one), family, one, parameters) for one in made]
    return filters_of(kernels)


def _settings(
    settings: Settings, names: list[str], ranges: list[tuple[Setting, ...]]
) -> Iterator[Settings]:
    for values in itertools.product(*ranges):
        one = settings
        for name, value in zip(names, values, strict=True):
            one = one.with_value(name, value)
        yield one


def _named(
    kernel: Kernel, family: Family, settings: Settings, parameters: list[Parameter]
) -> Kernel:
    values = dict(settings.values)
    words = [told_value(parameter, values[parameter.name]) for parameter in parameters]
    return replace(kernel, name=f"{family.label} {', '.join(words)}")


def told_value(parameter: Parameter, value: Setting) -> str:
    """A parameter's value in a filter's name: ``45°``, ``σ 2 px``."""
    if isinstance(parameter, Number):
        unit = parameter.unit
        if unit.strip() == _TURN:
            return f"{short(float(value))}°"
        return f"{parameter.label} {short(float(value))}{unit}"
    if isinstance(parameter, Choice):
        return dict(parameter.options)[str(value)]
    return f"{parameter.label}: {'on' if value else 'off'}"
