"""Functions that programs for stacks call, where a stack needs them."""

from __future__ import annotations

from convstudio.pipeline.code.texts import same_padding_text

BANK = '''def bank(values, weights, strides=(1, 1)):
    """(rows, columns, channels) → (rows, columns, filters): each filter's sum over the channels.

    The weights are (filters, channels, rows, columns).
    """
    (down, over), (height, width) = strides, weights.shape[2:]
    rows, columns = values.shape[0] - height + 1, values.shape[1] - width + 1
    sums = 0
    for row, column in np.ndindex(height, width):
        under = values[row : row + rows : down, column : column + columns : over]
        sums = sums + under @ weights[:, :, row, column].T
    return sums'''
EACH = '''def each(values, weights, strides=(1, 1)):
    """Every filter on every channel by itself → (rows, columns, filters · channels).

    The weights are (filters, channels, rows, columns); one channel of them serves all.
    """
    (down, over), (height, width) = strides, weights.shape[2:]
    rows, columns = values.shape[0] - height + 1, values.shape[1] - width + 1
    sums = 0
    for row, column in np.ndindex(height, width):
        under = values[row : row + rows : down, column : column + columns : over]
        sums = sums + under[:, :, None] * weights[:, :, row, column]
    return sums.reshape(*sums.shape[:2], -1)'''
PLANES_BANK = '''def bank(values, weights, strides=(1, 1)):
    """(rows, columns, channels) → (rows, columns, filters): each filter's sum over the channels.

    The weights are (filters, channels, rows, columns).
    """
    (down, over), channels = strides, range(values.shape[2])
    maps = [sum(correlate(values[..., c], planes[c]) for c in channels) for planes in weights]
    return np.stack(maps, axis=2)[::down, ::over]'''
PLANES_EACH = '''def each(values, weights, strides=(1, 1)):
    """Every filter on every channel by itself → (rows, columns, filters · channels).

    The weights are (filters, channels, rows, columns); one channel of them serves all.
    """
    (down, over), channels = strides, range(values.shape[2])
    kernels = np.broadcast_to(weights, (len(weights), len(channels), *weights.shape[2:]))
    maps = [correlate(values[..., c], planes[c]) for planes in kernels for c in channels]
    return np.stack(maps, axis=2)[::down, ::over]'''
GROUPED = '''def grouped(values, weights, groups, strides=(1, 1)):
    """Each group of filters on its own group of channels."""
    parts = zip(np.split(values, groups, axis=2), np.split(weights, groups))
    return np.concatenate([bank(part, some, strides) for part, some in parts], axis=2)'''
POOLED = '''def pooled(values, size, strides, take):
    """One value for each window of each channel."""
    windows = np.lib.stride_tricks.sliding_window_view(values, size, axis=(0, 1))
    return take(windows[:: strides[0], :: strides[1]], axis=(-2, -1))'''
LOCAL = '''def locally(values, weights, strides):
    """A kernel for each place: the weights are (out rows, out columns, rows, columns, channels,
    filters)."""
    (rows, columns, height, width), (down, over) = weights.shape[:4], strides
    sums = 0
    for row, column in np.ndindex(height, width):
        under = values[row::down, column::over][:rows, :columns]
        sums = sums + np.einsum("yxc,yxck->yxk", under, weights[:, :, row, column])
    return sums'''


def called(body: list[str], texts: dict[str, str]) -> list[str]:
    """The functions that the statements call, and those that these call, by their calls' words."""
    text, found = "\n".join(body), dict[str, str]()
    while more := {call: helper for call, helper in texts.items() if call in text} | found:
        if more.keys() == found.keys():
            break
        text, found = "\n".join([text, *more.values()]), more
    return [helper for call, helper in texts.items() if call in found]


def same_text(body: list[str], called: list[str]) -> list[str]:
    """``same_padding``, where it is called; with an anchor's shift where one is given."""
    calls = [line for line in [*body, *"\n".join(called).splitlines()] if "same_padding(" in line]
    moved = any("*one" in line or line.count(",") > _COMMAS for line in calls)
    return [same_padding_text(moved=moved)] if calls else []


_COMMAS = 5  # of “padding = same_padding(n, e, s), same_padding(n, e, s)”
