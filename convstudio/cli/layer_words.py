"""Layers as words: ``--add "conv sobel-x sobel-y | combine magnitude | pool max 2"``.

A layer is its kind, what it is made of, and settings by the names that they have as options.
"""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from convstudio.cli import layer_settings
from convstudio.cli.bank_words import Made, random_filters, read_filters, swept_filters
from convstudio.cli.kernel_options import Chosen, chosen_of_text, find_kernel
from convstudio.cli.layer_settings import KERNEL, SLIDING, Settings, split
from convstudio.cli.pipeline_source import pipeline_from
from convstudio.errors import ArgumentValueError
from convstudio.kernel.notation import Recognised, parse_number
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.banks.kernels import filters_of
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.elements import Activation, Combine, Pooling
from convstudio.pipeline.locally import LocallyConnected
from convstudio.pipeline.map_choice import channels_above
from convstudio.pipeline.maps import Maps
from convstudio.pipeline.parameters import ACTIVATION, COMBINE_MODE, POOLING_MODE
from convstudio.pipeline.pipeline import Layer, Pipeline
from convstudio.pipeline.text_settings import pasted

SAID = ("flip", "bias", "border", "linear_light")  # what the text of a kernel may say besides
_BETWEEN = "|"
_MOST = 4000  # characters
_FILES = (".json", ".convstudio")
_EXAMPLE = "such as “conv sobel-x stride=2”, “relu” or “pool max 2”"


def layers_of(text: str, before: Sequence[Layer] = ()) -> tuple[Layer, ...]:
    """The layers that a text tells of, the first one undermost.

    Args:
        before: the layers below them, by which arrays of weights are understood.

    Raises:
        ValidationError: it tells of none; says what is wrong.
        KernelFileError, KernelTextError, PipelineFileError, SessionFileError: a kernel or a
            pipeline that it names cannot be had.
    """
    found: list[Layer] = []
    for words in _parts(text):
        is_file = Path(words[0]).suffix.lower() in _FILES
        kind = "file" if is_file else words[0].lower().replace("_", "-")
        maker = _KINDS.get(kind)
        if maker is None:
            near = difflib.get_close_matches(kind, _KINDS, 1)
            hint = f"“{near[0]}” may be meant." if near else ""
            raise ArgumentValueError(
                "layer", given=f"“{words[0]}”", wanted=f"one of {', '.join(SHOWN)}", hint=hint
            )
        if kind == "weights":
            maker = _made(partial(read_filters, below=channels_above([*before, *found])))
        found += maker(words if is_file else words[1:])
    return tuple(found)


def _parts(text: str) -> Iterable[list[str]]:
    """The words of each layer."""
    if len(text) > _MOST:
        raise ArgumentValueError(
            "layer", given=f"{len(text):,} characters", wanted=f"at most {_MOST:,}"
        )
    try:
        words = shlex.split(text)
    except ValueError:
        wanted = "words whose quotation marks end"
        raise ArgumentValueError("layer", given=f"“{text}”", wanted=wanted) from None
    part: list[str] = []
    for word in (*words, _BETWEEN):
        if word != _BETWEEN:
            part.append(word)
        elif part:
            yield part
            part = []
        else:
            raise ArgumentValueError("layer", given=f"“{text}”", wanted=_EXAMPLE)


# Convolutions


def _conv(words: list[str]) -> list[Layer]:
    names, said = split(words, KERNEL)
    kernels = [_kernel(name) for name in _some(names, "conv", "a kernel")]
    size = said.pop("size", None)
    if size is not None:
        kernels = [replace(one, kernel=one.kernel.resized(*size)) for one in kernels]
    if len(kernels) == 1 and "groups" not in said:
        said["bias"] = _one(said["bias"], "bias") if "bias" in said else None
        return [replace(_used(kernels[0]), **_given(said))]
    return [_bank(filters_of([one.kernel for one in kernels]), {"channels": "each"} | said)]


def _used(chosen: Chosen) -> Convolution:
    """A kernel with what its text says of its use."""
    plain = Convolution(chosen.kernel)
    read = chosen.read or Recognised("", "", chosen.kernel)
    said = {name for name in SAID if getattr(read, name) is not None}
    layer = pasted(Pipeline((plain,)), read, chosen.kernel, said).layers[0]
    return layer if isinstance(layer, Convolution) else plain


def _bank(filters: tuple[Filter, ...], said: Settings) -> Bank:
    """A bank; one bias is that of all its filters."""
    if "alpha" in said:
        given, wanted = f"it for {len(filters)} filters", "left out: alpha is kept"
        raise ArgumentValueError("alpha", given=given, wanted=wanted)
    biases = said.pop("bias", (0.0,))
    if len(biases) not in (1, len(filters)):
        wanted = f"one number, or {len(filters)} with commas between them, one a filter"
        raise ArgumentValueError("bias", given=f"{len(biases)} numbers", wanted=wanted)
    each = biases * (len(filters) // len(biases))
    biased = tuple(replace(one, bias=bias) for one, bias in zip(filters, each, strict=True))
    return Bank(biased, **said)


def _made(make: Callable[[list[str]], Made]) -> Callable[[list[str]], list[Layer]]:
    def layers(words: list[str]) -> list[Layer]:
        filters, said = make(words)
        return [_bank(filters, said)]

    return layers


def _pointwise(words: list[str]) -> list[Layer]:
    """1×1: rows of a matrix, a filter each; columns, a channel each."""
    names, said = split(words, SLIDING)
    rows = [row.replace(",", " ").split() for row in " ".join(names).split(";")]
    weights = [[parse_number(word, "weight") for word in row] for row in rows]
    if not weights[0] or len({len(row) for row in weights}) != 1:
        raise ArgumentValueError(
            "layer",
            given=f"“1x1 {' '.join(names)}”",
            wanted="a row of weights for each filter, one a channel, such as "
            "“1x1 '0.3 0.6 0.1; 0 0 1'”",
        )
    bank = Bank.of_array(np.array(weights).T[np.newaxis, np.newaxis])
    return [_bank(bank.filters, said)]


def _local(words: list[str]) -> list[Layer]:
    names, said = split(words, layer_settings.LOCAL)
    kernels = [_kernel(name).kernel for name in _some(names, "local", "a kernel")]
    if "input" not in said:
        raise ArgumentValueError(
            "layer",
            given="“local” without the size of its input",
            wanted="told it, as every place has weights of its own: input=28x28, or 28x28x3 where "
            "it has 3 channels",
        )
    rows, columns, channels = said.pop("input")
    bias = said.pop("bias", (0.0,))
    place = {name: said.pop(name) for name in ("name", "on") if name in said}
    shared = _bank(filters_of(kernels), {"padding": "valid", "bias": bias} | said)
    return [replace(LocallyConnected.like(shared, (rows, columns), Maps(1, channels)), **place)]


def _kernel(word: str) -> Chosen:
    """A name of the library, a file, or the weights themselves."""
    if any(sign in word for sign in " ;[{\n"):
        return chosen_of_text(word, "The kernel")
    return find_kernel(word)


# Layers without weights


def _activation(words: list[str]) -> list[Layer]:
    names, said = split(words, layer_settings.PLACE)
    functions = ", ".join(ACTIVATION.values)
    name = _one(_some(names, "activation", functions), "activation")
    return [Activation(ACTIVATION.check(name.lower().replace("-", "_")), **said)]  # type: ignore[arg-type]


def _pool(words: list[str]) -> list[Layer]:
    names, said = split(words, layer_settings.POOLING)
    if not 1 <= len(names) <= 2:
        wanted = "“pool max|average [SIZE]”, such as “pool max 2 stride=2”"
        raise ArgumentValueError("layer", given=f"“pool {' '.join(names)}”", wanted=wanted)
    mode = POOLING_MODE.check(names[0].lower())
    window = layer_settings.size(names[1]) if len(names) == 2 else Pooling.size
    return [Pooling(mode, window, **{"strides": window} | said)]  # type: ignore[arg-type]


def _combine(words: list[str]) -> list[Layer]:
    names, said = split(words, layer_settings.PLACE)
    mode = _one(_some(names, "combine", ", ".join(COMBINE_MODE.values)), "combine")
    return [Combine(COMBINE_MODE.check(mode.lower()), **said)]  # type: ignore[arg-type]


def _file(words: list[str]) -> list[Layer]:
    return list(pipeline_from(Path(_one(_some(words, "file", "a pipeline file"), "file"))).layers)


def _named(function: str) -> Callable[[list[str]], list[Layer]]:
    return lambda words: _activation([function, *words])


def _some(words: list[str], kind: str, wanted: str) -> list[str]:
    if not words:
        raise ArgumentValueError("layer", given=f"“{kind}” alone", wanted=f"followed by {wanted}")
    return words


def _one(words: Any, name: str) -> Any:
    if len(words) != 1:
        told = ", ".join(str(word) for word in words)
        raise ArgumentValueError(name, given=f"{told}", wanted="one alone")
    return words[0]


def _given(said: Settings) -> Settings:
    return {name: value for name, value in said.items() if value is not None}


_KINDS: dict[str, Callable[[list[str]], list[Layer]]] = {
    "conv": _conv,
    "random": _made(random_filters),
    "sweep": _made(swept_filters),
    "weights": _made(read_filters),
    "1x1": _pointwise,
    "local": _local,
    "activation": _activation,
    **{name.replace("_", "-"): _named(name) for name in ACTIVATION.values if name != "none"},
    "pool": _pool,
    "combine": _combine,
    "file": _file,
}
SHOWN = tuple(_KINDS)
