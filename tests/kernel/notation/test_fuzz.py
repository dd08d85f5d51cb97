"""Whatever the text: a kernel, or the project's error with a place in the text; never a stall."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.errors import KernelTextError
from convstudio.kernel.kernel import Kernel
from convstudio.kernel.notation import FORMS, Recognised, Settings, recognise, write

_LAYER = Settings(Kernel(((1, -2.5, 1), (0, 1e-3, 0), (-1, 2, -1)), 9), flip=True, bias=0.25)
_SEEDS = [write(form.identifier, _LAYER).text for form in FORMS] + [
    "3x3@: 1,2,1 0,-,0 nan,-2,-1; Sobel:>; Gaussian:0x1",
    "convert a.png -define convolve:scale='50%!^,1' -morphology Convolve:2 'Kirsch:@' b.png",
    'Kernel "Sobel" of size 3x3+1+1 with values from -2 to 2\nForming\n 0: 1 0 -1\n 1: 2 0 -2',
    "(plug-in-convmatrix RUN-NONINTERACTIVE image drawable 25 #(0 0 0) TRUE 1 0 5 #(1 1 1) 0)",
    'run("Convolve...", "text1=[-1 -1 -1\\n-1 24 -1\\n] normalize");',
    "import numpy as np\nk = np.ones((5, 5)) / 25\nk /= k.sum()\ncv2.filter2D(img, -1, k)",
    "0,5;1,5\n2;½\n", "1/9 2*3 −1\n(1/4) ⅓ 1e-3\n0 0 0", "h = [1 2 ...\n 3; 4 5 6]' * 1.0e-03",
    '{"weights": [[1, 2], [3, 4]], "divisor": 3, "anchor": [0, 1]}', "3 3 9 0\n1 1 1\n1 1 1\n1 1 1",
]  # fmt: skip
_CHARACTERS = "0123456789.,;:+-*/()[]{}<>@!^%'\"\\\n\t x=eEn#&−½"


def _read(text: str) -> None:
    problem = None
    try:
        assert isinstance(recognise(text), Recognised)
    except KernelTextError as error:
        problem = error
    if problem is not None:
        assert 0 <= problem.start <= problem.end <= len(text)
        assert min(problem.line, problem.column) >= 1
        assert problem.message.endswith((".", "…"))
        assert len(str(problem)) < 600


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    _read(text)


@given(st.text(alphabet=_CHARACTERS, max_size=120))
def test_any_text_of_such_signs(text: str) -> None:
    _read(text)


def _mutated(chance: random.Random) -> str:
    text = chance.choice(_SEEDS)
    for _ in range(chance.randint(1, 8)):
        at, to = sorted(chance.randint(0, len(text)) for _ in range(2))
        match chance.randint(0, 4):
            case 0:
                text = text[:at] + chance.choice(_CHARACTERS) + text[at + 1 :]
            case 1:
                text = text[:at] + text[min(to, at + 9) :]
            case 2:
                text = text[:at] + text[at : at + 40] + text[at:]
            case 3:
                other = chance.choice(_SEEDS)
                text = text[:at] + other[: chance.randint(0, len(other))]
            case _:
                text = text[:at] + chance.choice(_CHARACTERS) * chance.randint(1, 30) + text[at:]
    return text


@pytest.mark.parametrize("seed", range(20))
def test_texts_of_every_form_with_slips(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    for _ in range(150):
        _read(_mutated(chance))


_LONG = 249_000


@pytest.mark.parametrize(
    "part",
    ["1", "1 ", "1,", "1;", "1\n", "[", "(", "{", "[1,", "f(", "-", "'", '"', "\\", ".", "...",
     "<", "<feConvolveMatrix ", "a1=1 ", "a", " ", "\t", "1\t", "/", "1/", "1*", "½", "#", "&",
     "3x3:", "Sobel;", "-morphology ", "text1=[", '{"a":', "[[1,2],", "1e", "1.", "x=", "'a\"",
     "convmatrix ", "Kernel \"", "a\n", "0,5 ", "\u2212"],
)  # fmt: skip
@pytest.mark.usefixtures("no_stall")
def test_one_thing_over_and_over_is_no_stall(part: str) -> None:
    for text in (
        part * (_LONG // len(part)),
        "<" + part * 999,
        "[" + part * (_LONG // 4 // len(part)),
    ):
        _read(text)


@pytest.mark.usefixtures("no_stall")
def test_megabytes_are_refused_by_their_length() -> None:
    with pytest.raises(KernelTextError, match="20,000,000 characters, too many for a kernel"):
        recognise("1 " * 10_000_000)
