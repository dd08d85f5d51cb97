"""Pieces of deflate that make one stream."""

from __future__ import annotations

import zlib

from hypothesis import given
from hypothesis import strategies as st

from convstudio.imaging.encoders import deflate


@given(st.lists(st.binary(max_size=5000), max_size=6))
def test_pieces_follow_on_one_another_in_one_stream(texts: list[bytes]) -> None:
    checksum, stream = 1, deflate.HEADER
    for text in texts:
        stream += deflate.piece(memoryview(text))
        checksum = deflate.joined_checksum(checksum, zlib.adler32(text), len(text))
    stream += deflate.END + checksum.to_bytes(4, "big")
    assert zlib.decompress(stream) == b"".join(texts)


@given(st.binary(max_size=200), st.integers(0, 1000))
def test_a_stream_of_its_own(text: bytes, times: int) -> None:
    data = text * times
    assert zlib.decompress(deflate.whole(memoryview(data))) == data


def test_what_repeats_is_searched_for() -> None:
    text = bytes(range(256)) * 400
    assert len(deflate.whole(memoryview(text))) < len(text) / 50


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_the_checksum_of_two_texts_is_that_of_both(first: bytes, second: bytes) -> None:
    found = deflate.joined_checksum(zlib.adler32(first), zlib.adler32(second), len(second))
    assert found == zlib.adler32(first + second)
