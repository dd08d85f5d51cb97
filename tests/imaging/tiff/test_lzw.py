"""LZW is checked code by code: what imagecodecs would end the process over never reaches it."""

from __future__ import annotations

import imagecodecs
import numpy as np
import pytest

from convstudio.imaging.tiff.lzw import require_sound

_RNG = np.random.default_rng(0)


def _codes(*codes: int) -> bytes:
    """Codes of 9 bits."""
    text = "".join(f"{code:09b}" for code in codes)
    text += "0" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big")


@pytest.mark.parametrize(
    "data",
    [
        b"a",
        bytes(7),
        bytes(100_000),
        _RNG.bytes(50_000),
        (np.arange(200_000) % 251).astype(np.uint8).tobytes(),
        _RNG.integers(0, 4, 300_000, np.uint8).tobytes(),
    ],
    ids=["one byte", "zeros", "many zeros", "noise", "ramp", "four values"],
)
def test_what_an_encoder_writes_passes(data: bytes) -> None:
    encoded = imagecodecs.lzw_encode(data)
    require_sound(encoded)
    assert imagecodecs.lzw_decode(encoded) == data


@pytest.mark.parametrize("codes", [(256, 65, 258), (256, 65, 66, 259), (256, 256, 65), (256, 257)])
def test_codes_that_are_in_the_table_pass(codes: tuple[int, ...]) -> None:
    require_sound(_codes(*codes, 257))


@pytest.mark.parametrize(
    "codes",
    [(256, 341, 1), (256, 258), (256, 65, 259), (256, 65, 256, 300), (256, 256, 400), (65, 66)],
)
def test_a_code_that_is_not_in_the_table_yet_is_refused(codes: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="LZW"):
        require_sound(_codes(*codes, 257))


@pytest.mark.parametrize("seed", range(5))
def test_what_passes_the_decoder_takes(seed: int) -> None:
    """Some thousand damaged streams: each refused, or decoded without a word."""
    rng = np.random.default_rng(seed)
    values = np.clip(rng.normal(128, 20, 9000), 0, 255).astype(np.uint8).tobytes()
    encoded = imagecodecs.lzw_encode(values)
    for _ in range(500):
        damaged = bytearray(encoded)
        for place in rng.integers(0, len(damaged), 2):
            damaged[place] ^= int(rng.integers(1, 256))
        try:
            require_sound(bytes(damaged))
        except ValueError:
            continue
        imagecodecs.lzw_decode(bytes(damaged), out=len(values))
