"""One tone of every kind, for tests that hold for all of them."""

from __future__ import annotations

from convstudio.imaging.tone import Tone

ALL_TONES = (
    Tone(),
    Tone(black=-0.5, white=0.8),
    Tone(colour_map="viridis"),
    Tone("absolute"),
    Tone("absolute", colour_map="magma"),
    Tone("minmax"),
    Tone("minmax", colour_map="cividis"),
    Tone("signed"),
    Tone("signed", white=0.7, diverging="berlin"),
    Tone("percentile", low=3, high=90.5),
    Tone("percentile", colour_map="batlow"),
    Tone("equalize"),
    Tone("equalize", colour_map="inferno"),
)
