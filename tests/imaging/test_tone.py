"""The Tone: what it takes, and how it refuses the rest."""

from __future__ import annotations

import pytest

from convstudio.errors import ArgumentTypeError, ArgumentValueError
from convstudio.imaging.tone import TONE_MODES, Tone


def test_every_mode_is_a_tone_with_nothing_more_said() -> None:
    assert [Tone(mode).mode for mode in TONE_MODES] == [
        "clip", "absolute", "minmax", "signed", "percentile", "equalize",
    ]  # fmt: skip
    assert Tone() == Tone("clip", None, None, "gray", "vik", 1.0, 99.0)


def test_levels_have_defaults_and_become_floats() -> None:
    assert Tone().levels == (0, 1)
    assert Tone(black=-1).levels == (-1, 1)
    assert Tone("absolute", white=3).levels == (0, 3)
    assert type(Tone(black=-1).black) is float
    assert type(Tone(low=2).low) is float


@pytest.mark.parametrize(
    ("tone", "shown"),
    [
        (Tone(), False),
        (Tone("equalize"), False),
        (Tone(colour_map="magma"), True),
        (Tone("signed"), True),
    ],
)
def test_colours_show_one_number_a_pixel(tone: Tone, shown: bool) -> None:
    assert tone.one_number == shown


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"mode": "sepia"}, ("tone must be one of “clip”, “absolute”, “minmax”, “signed”, "
         "“percentile”, “equalize”; “sepia” was given.")),
        ({"black": 1.0}, "black must be below white, which is 1; 1 was given."),
        ({"black": 0.5, "white": 0.25}, "black must be below white, which is 0.25; 0.5 was given."),
        ({"white": -0.5}, "black must be below white, which is -0.5; 0 was given."),
        ({"black": float("nan")}, "black must be a finite number; nan was given."),
        ({"white": 1e7}, "white must be from -1e+06 to 1e+06; 1e+07 was given."),
        ({"mode": "absolute", "black": -0.1}, ("black must be at least 0 where signs are dropped; "
         "-0.1 was given.")),
        ({"mode": "minmax", "black": 0.1}, ("black must be left out where the tone is minmax; "
         "0.1 was given.")),
        ({"mode": "percentile", "white": 1}, ("white must be left out where the tone is "
         "percentile; 1 was given.")),
        ({"mode": "equalize", "white": 1}, ("white must be left out where the tone is equalize; "
         "1 was given.")),
        ({"mode": "signed", "black": -1}, ("black must be left out where the tone is signed; "
         "-1 was given.")),
        ({"mode": "signed", "white": 0}, "white must be above 0; 0 was given."),
        ({"low": 50, "high": 50}, "low percentile must be below the high one, 50; 50 was given."),
        ({"low": -1}, "low percentile must be from 0 to 100; -1 was given."),
        ({"high": 100.5}, "high percentile must be from 0 to 100; 100.5 was given."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(settings: dict, told: str) -> None:
    with pytest.raises(ArgumentValueError) as caught:
        Tone(**settings)
    assert str(caught.value) == told


@pytest.mark.parametrize("name", ["colour_map", "diverging"])
def test_a_colour_map_is_one_of_its_list(name: str) -> None:
    other = "vik" if name == "colour_map" else "viridis"
    with pytest.raises(ArgumentValueError, match="colour map must be one of “"):
        Tone(**{name: other})


@pytest.mark.parametrize(("name", "value"), [("black", "0"), ("low", None), ("mode", 3)])
def test_a_value_of_another_type_is_a_type_error(name: str, value: object) -> None:
    with pytest.raises(ArgumentTypeError):
        Tone(**{name: value})
