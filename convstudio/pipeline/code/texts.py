"""Functions that array programs call, where a pipeline needs them."""

from __future__ import annotations

_SAME_PADDING = '''def same_padding(size, extent, stride{argument}):
    """Pixels before and after one axis, so that there are ⌈size / stride⌉ values.

    Of an odd number one more goes after, as in TensorFlow; PyTorch's layers pad both sides alike.
    """
    total = max((-(-size // stride) - 1) * stride + extent - size, 0)
    {before}
    return before, total - before'''
_DECODE = '''def decode(values):
    """sRGB as linear light."""
    share = {np}.abs(values) / {white}
    linear = {np}.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return {np}.copysign(linear * {white}, values)'''
_ENCODE = '''def encode(values):
    """Linear light as sRGB."""
    share = {np}.abs(values) / {white}
    encoded = {np}.where(share <= 0.0031308, share * 12.92, 1.055 * share ** (1 / 2.4) - 0.055)
    return {np}.copysign(encoded * {white}, values)'''


def same_padding_text(*, moved: bool) -> str:
    """``same_padding``; ``moved`` where an anchor shifts what is padded before."""
    before = "before = min(max(total // 2 + shift, 0), total)" if moved else "before = total // 2"
    return _SAME_PADDING.format(argument=", shift=0" if moved else "", before=before)


def decode_text(np: str, white: str) -> str:
    """``decode``, with the functions of a module and the value of white."""
    return _DECODE.format(np=np, white=white)


def encode_text(np: str, white: str) -> str:
    """``encode``, likewise."""
    return _ENCODE.format(np=np, white=white)
