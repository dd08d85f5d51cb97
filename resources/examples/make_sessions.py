"""Makes the session files of the examples, each from the pipeline that it is about.

Run it from the top of the project: ``uv run python resources/examples/make_sessions.py``.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np

from convstudio.imaging.tone import Tone
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.library import shipped_library
from convstudio.pipeline.bank import Bank, Filter
from convstudio.pipeline.banks.initializers import Initializer
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.elements import Combine, Pooling
from convstudio.pipeline.locally import LocallyConnected, Weights
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.storage.session_file import (
    StoredHand,
    StoredPicture,
    StoredSession,
    Views,
    write_session,
)

FOLDER = Path(__file__).resolve().parent
ENDING = ".convstudio"
_STRETCHED = Tone("minmax")
_UNIT = 1 / 255  # a bias of 1 on a picture of 8 bits, as a fraction of its full range


class Made(NamedTuple):
    """What a session holds.

    Attributes:
        pipeline: the layers and the tone.
        picture: its path, from this folder.
        views: what is looked at first.
    """

    pipeline: Pipeline
    picture: str
    views: Views = Views()


def sessions() -> dict[str, Made]:
    """What each session holds, by its name."""
    return {
        **_first_ones(),
        **_sizes(),
        **_layers(),
        **_networks(),
    }


def _first_ones() -> dict[str, Made]:
    upright, level = _line_detectors()
    bump = Convolution(Kernel(((0, 1, 0),), name="Bump detector"), padding="valid")
    lines = Bank(
        (Filter((upright,), name=upright.name), Filter((level,), name=level.name)),
        padding="valid",
        name="lines",
    )
    combined = Combine("sum", name="both")
    return {
        "vertical-line": Made(
            Pipeline((Convolution(upright, padding="valid"),), _STRETCHED),
            "vertical-line.csv",
        ),
        "bump": Made(Pipeline((bump,), _STRETCHED), "bump.csv"),
        "two-lines": Made(
            Pipeline((lines, combined), _STRETCHED), "vertical-line.csv", _looking_at(1)
        ),
    }


def _sizes() -> dict[str, Made]:
    mean = shipped_library().named("box-3")
    block = Kernel(((1,) * 5,) * 5, divisor=25, name="Mean 5×5")
    total = Kernel(((1,) * 3,) * 3, name="Sum 3×3")
    return {
        "step-by-step": Made(
            Pipeline((Convolution(block, padding="valid", strides=2),)),
            "thirteen-by-thirteen.csv",
            Views(inspector=True, inspected=(0, 0)),
        ),
        "stride-that-does-not-fit": Made(
            Pipeline((Convolution(total, padding="valid", strides=2),)),
            "bright-edges.csv",
        ),
        "padding-that-keeps": Made(
            Pipeline((Convolution(total, padding=1),), _STRETCHED),
            "nine-by-nine.csv",
        ),
        "uneven-padding": Made(
            Pipeline((Convolution(mean, padding="same", strides=2),)),
            "slope.csv",
        ),
    }


def _layers() -> dict[str, Made]:
    edge = Kernel(((-1, -1, -1), (-1, 8, -1), (-1, -1, -1)), name="Edge")
    ones = ((1,) * 3,) * 3
    mean = Kernel(ones, divisor=9, name="Mean")
    of_all = Kernel(ones, divisor=27, name="Mean")  # 3×3 pixels of three channels
    both = (Filter((edge,), _UNIT, "edge"), Filter((of_all,), 0.0, "mean"))
    plain = Bank(both, padding="valid", name="edge and mean")
    rectified = Bank(both, padding="valid", activation="relu", name="edge and mean")
    sobel = shipped_library().named("sobel-x")
    product = Bank(
        (Filter((sobel,), name="Sobel x"), Filter((mean,), name="mean")), padding="valid"
    )
    coffee = "../samples/coffee.png"
    return {
        "edge-and-mean": Made(Pipeline((plain,), Tone("equalize")), coffee),
        "edge-and-mean-relu": Made(Pipeline((rectified,), Tone("equalize")), coffee),
        "conv1": Made(Pipeline((_conv1(),), _STRETCHED), "digit.png"),
        "one-product": Made(Pipeline((product,)), "five-by-five.csv"),
        "shared-or-local": Made(
            Pipeline(_shared_and_local(), _STRETCHED), "vertical-line.csv", _looking_at(1)
        ),
        "mix-of-channels": Made(Pipeline((_mixes(),)), coffee),
    }


def _networks() -> dict[str, Made]:
    total = Kernel(((1,) * 3,) * 3, name="Sum 3×3")
    growing = tuple(Convolution(total, name=f"conv{number}") for number in (1, 2, 3))
    library = shipped_library()
    gradients = Bank(
        tuple(Filter((library.named(name),)) for name in ("sobel-x", "sobel-y")),
        channels="luminance",
        border="edge",
        name="gradients",
    )
    return {
        "max-pooling": Made(Pipeline((Pooling("max"),)), "sixteen-numbers.csv"),
        "receptive-field": Made(Pipeline(growing, _STRETCHED), "point.csv", _looking_at(2)),
        "sobel-magnitude": Made(
            Pipeline((gradients, Combine("magnitude", name="edges"))),
            "../samples/camera.png",
            _looking_at(1),
        ),
    }


def _looking_at(layer: int) -> Views:
    return Views(hand=StoredHand(layer=layer))


def _line_detectors() -> tuple[Kernel, Kernel]:
    return (
        Kernel(((0, 1, 0),) * 3, name="Vertical line"),
        Kernel(((0, 0, 0), (1, 1, 1), (0, 0, 0)), name="Horizontal line"),
    )


def _conv1() -> Bank:
    """As Keras begins it: Glorot uniform, biases of 0. 5·5·1·32 weights and 32 biases: 832."""
    filters = Initializer("glorot_uniform", seed=1, filters=32, size=(5, 5)).make()
    return Bank(filters, padding="same", activation="relu", name="conv1")


def _shared_and_local() -> tuple[Convolution, LocallyConnected]:
    """One kernel for all places; and upright lines sought above, level ones below."""
    upright, level = _line_detectors()
    kernels = np.repeat(np.stack([upright.array, level.array]), 3, axis=0)
    everywhere = np.repeat(kernels[:, np.newaxis], 6, axis=1)[..., np.newaxis, np.newaxis]
    shared = Convolution(upright, padding="valid", name="shared", on=False)
    return shared, LocallyConnected(Weights(everywhere), (0.0,), name="local")


def _mixes() -> Bank:
    mixes = {
        "luminance": ((0.2126, 0.7152, 0.0722), 1),
        "red less green": ((1, -1, 0), 1),
        "mean of three": ((1, 1, 1), 3),
    }
    filters = (
        Filter(tuple(Kernel(((share,),), divisor) for share in shares), name=name)
        for name, (shares, divisor) in mixes.items()
    )
    return Bank(tuple(filters), name="mix")


def write(folder: Path) -> None:
    """Writes all of them into a folder that lies where this one does."""
    for name, made in sessions().items():
        path = folder / f"{name}{ENDING}"
        # Without its hash: a table stays what it is where its lines end otherwise.
        stored = StoredSession(made.pipeline, StoredPicture(folder / made.picture), made.views)
        write_session(stored, path)
        # No machine has the picture where this one has it: the path from the session's folder does.
        text = path.read_text(encoding="utf-8")
        nowhere = f'"absolute": {json.dumps("")}'
        path.write_text(re.sub(r'"absolute": "[^"]*"', nowhere, text), encoding="utf-8")


if __name__ == "__main__":
    write(FOLDER)
