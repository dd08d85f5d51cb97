"""The weights of a layer as lines of NumPy: read by people where they are few, else compact."""

from __future__ import annotations

import base64
import textwrap

import numpy as np

from convstudio.numerics.validation import FloatArray
from convstudio.pipeline.code.stacks.stack import Place
from convstudio.pipeline.code.steps import number, one_line, rows_text
from convstudio.pipeline.locally import LocallyConnected

_MOST_READ = 4096  # numbers beyond which nobody reads them
_WIDTH = 96


def weight_lines(place: Place, white: float, *, spread: bool, network: bool = False) -> list[str]:
    """``weights`` and, where there are any, ``biases`` of a layer that has them.

    The weights of a bank are (filters, channels, rows, columns), as PyTorch has them, over their
    divisors and turned where asked for; with one channel all share them.

    Args:
        white: that the biases are multiplied by.
        spread: whether dilated kernels are written with the zeros between their weights.
        network: whether it is for a library whose kernels on every channel by itself go channel by
            channel, and that takes no array that runs backwards.
    """
    if isinstance(place.layer, LocallyConnected):
        name, array = f"weights{place.suffix}", place.layer.weights.array
        return [*_flat(name, array), *_biases(place, place.layer.biases, white)]
    name, bank = f"weights{place.suffix}", place.bank
    shared = bank.planes == 1
    typed, divisors = bank.typed(1 if shared else place.slid_over // bank.groups)
    weights = typed.transpose(3, 2, 0, 1)
    if weights.size > _MOST_READ:
        lines = _flat(name, weights)
    else:
        lines = [f"{name} = np.array([", *_filters(place, weights), "], float)"]
    lines += _divided(name, divisors)
    if bank.flip:
        copied = ".copy()" if network else ""
        lines.append(
            f"{name} = np.flip({name}, (2, 3)){copied}  # turned by 180°: mathematical convolution"
        )
    if spread and place.window.dilation != (1, 1):
        lines += _spread(name, weights.shape, place)
    if shared and not place.by_itself and place.slid_over > 1:
        count = place.slid_over // bank.groups
        lines.append(f"{name} = np.repeat({name}, {count}, axis=1)  # all channels share them")
    lines += _biases(place, tuple(one.bias for one in bank.filters), white)
    if place.by_itself and place.slid_over > 1 and is_biased(place):
        how, name = "tile" if network else "repeat", f"biases{place.suffix}"
        lines.append(f"{name} = np.{how}({name}, {place.slid_over})  # for every channel")
    return lines


def is_biased(place: Place) -> bool:
    """Whether a bias is added at all."""
    layer = place.layer
    if isinstance(layer, LocallyConnected):
        return any(layer.biases)
    return any(one.bias for one in place.bank.filters)


def is_compact(places: tuple[Place, ...]) -> bool:
    """Whether some weights are written in base64."""
    return any(
        _count(place) > _MOST_READ for place in places if place.layer.parameters(place.below) > 0
    )


def _count(place: Place) -> int:
    if isinstance(place.layer, LocallyConnected):
        return place.layer.weights.array.size
    bank = place.bank
    planes = 1 if bank.planes == 1 else place.slid_over // bank.groups
    return len(bank.filters) * planes * bank.size[0] * bank.size[1]


def _filters(place: Place, weights: FloatArray) -> list[str]:
    lines = []
    for one, planes in zip(place.bank.filters, weights, strict=True):
        lines.append(f"    [  # {one_line(one.title)}")
        for plane in planes:
            lines += ["        [", *rows_text(plane, " " * 12), "        ],"]
        lines.append("    ],")
    return lines


def _flat(name: str, array: FloatArray) -> list[str]:
    """One line of numbers after the other, or base64 of them, and their shape."""
    if array.size <= _MOST_READ:
        return [f"{name} = np.array([", *_wrapped(array.ravel()), f"], float).reshape{array.shape}"]
    kind = "<f4" if (array == array.astype(np.float32)).all() else "<f8"
    text = base64.b64encode(array.astype(kind).tobytes()).decode("ascii")
    lines = [text[first : first + _WIDTH] for first in range(0, len(text), _WIDTH)]
    return [
        f"# {array.size} numbers, as base64.",
        f'{name} = np.frombuffer(base64.b64decode("""',
        *lines,
        f'"""), "{kind}").astype(float).reshape{array.shape}',
    ]


def _wrapped(values: FloatArray) -> list[str]:
    text = ", ".join(number(float(value)) for value in values)
    lines: list[str] = textwrap.wrap(text, _WIDTH - 4, break_on_hyphens=False)
    return [f"    {line}" for line in lines]


def _divided(name: str, divisors: FloatArray) -> list[str]:
    if (divisors == divisors[0]).all():
        return [] if divisors[0] == 1 else [f"{name} = {name} / {number(float(divisors[0]))}"]
    each = ", ".join(number(float(divisor)) for divisor in divisors)
    return [
        *textwrap.wrap(f"divisors = np.array([{each}])", _WIDTH, subsequent_indent="    "),
        f"{name} = {name} / divisors[:, None, None, None]",
    ]


def _spread(name: str, shape: tuple[int, ...], place: Place) -> list[str]:
    down, over = place.window.dilation
    return [
        f"spread = np.zeros({(*shape[:2], *place.window.extent)})",
        f"spread[:, :, ::{down}, ::{over}] = {name}",
        f"{name} = spread",
    ]


def _biases(place: Place, biases: tuple[float, ...], white: float) -> list[str]:
    if not any(biases):
        return []
    name = f"biases{place.suffix}"
    scale = "" if white == 1 else f"{number(white)} * "
    lines = [f"{name} = {scale}np.array([", *_wrapped(np.asarray(biases)), "], float)"]
    if len(biases) <= 8:
        each = ", ".join(number(bias) for bias in biases)
        lines = [f"{name} = {scale}np.array([{each}], float)"]
    return lines
