"""A stack for GLSL 3.30: one pass a layer, up to four channels in the components of a texel.

With alpha, that is the last component, and three are left.
"""

from __future__ import annotations

import numpy as np

from convstudio.numerics.validation import FloatArray
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.code.stacks.stack import Place, Stack
from convstudio.pipeline.code.steps import Code
from convstudio.pipeline.code.with_glsl import (
    DECODE,
    ENCODE,
    MANY_WEIGHTS,
    PLACES,
    activation_lines,
    first_lines,
    float_text,
    shader_text,
)
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.elements import Activation, Combine, Pooling
from convstudio.pipeline.locally import LocallyConnected
from convstudio.pipeline.maps import Maps

_OUTSIDE = "any(lessThan(at, ivec2(0))) || any(greaterThanEqual(at, size))"
_SPREAD = {1: "vec4(sum.rrr, {0})", 2: "vec4(sum.rg, 0.0, {0})", 3: "vec4(sum.rgb, {0})", 4: "sum"}


def fits(job: Stack) -> bool:
    """Whether every map has room in a texel, and is made of colours alone."""
    if job.encodes and job.made.channels > 3:
        return False
    return all(
        _has_room(place.below)
        and _has_room(place.above)
        and place.alpha in ("", "kept")
        and not isinstance(place.layer, LocallyConnected)
        for place in job.places
    )


def write(job: Stack) -> Code:
    """The stack as a fragment shader; see ``fits``."""
    passes = [_pass(job, place) for place in job.places]
    return Code(shader_text(job, passes), tuple(_warnings(job)))


def _has_room(maps: Maps) -> bool:
    return maps.channels + maps.has_alpha <= 4


def _warnings(job: Stack) -> list[str]:
    found = []
    if not job.plain_tone:
        found.append("The tone is left out: the shader gives the maps' values.")
    if job.made.count > 1:
        found.append("The maps are the red, green, blue and alpha of what is drawn.")
    if len(job.places) > 1:
        found.append("Each layer is a pass of its own: set PASS, and draw over the map before.")
    for place in job.places:
        if _slides(place) and _weights(place).size // 4 > MANY_WEIGHTS:
            found.append("So many weights as a constant are more than some drivers take.")
        if getattr(place.layer, "exact", False) and place.window.strides != (1, 1):
            found.append("The shader does not check that the stride fits exactly.")
    return found


def _slides(place: Place) -> bool:
    return isinstance(place.layer, Convolution | Bank)


def _weights(place: Place) -> FloatArray:
    """(rows, columns, channels made, 4): what each component of a texel counts in each of them."""
    bank, channels = place.bank, place.below.channels
    mixes = bank.channels not in ("each", "sum")
    seen = 1 if mixes else channels // bank.groups
    weights = bank.array(seen)[::-1, ::-1] if bank.flip else bank.array(seen)
    found = np.zeros((*bank.size, place.above.channels, 4))
    for index in range(len(bank.filters)):
        planes = weights[..., index]
        if bank.channels == "each":
            for channel in range(channels):
                found[:, :, index * channels + channel, channel] = planes[..., channel]
        elif mixes:
            found[:, :, index] = planes * _shares(place)
        else:
            group = index // (len(bank.filters) // bank.groups)
            first = group * seen + (0 if place.taken is None else place.taken[0])
            found[:, :, index, first : first + seen] = planes
    return found


def _shares(place: Place) -> FloatArray:
    """How much each component counts in the one channel that is filtered."""
    if place.bank.channels == "alpha":
        return np.array([0.0, 0.0, 0.0, 1.0])
    shares = np.array([1.0, 0.0, 0.0]) if place.shares is None else place.shares
    return np.append(shares, 0.0)


def _pass(job: Stack, place: Place) -> str:
    parts, lines = [f"// {place.heading.replace(chr(92), '/')}."], _main(job, place)
    if _slides(place):
        parts.append(_constants(place))
    if job.decodes and place.number == 1:
        parts.append(DECODE)
    if job.encodes and place.number == place.count:
        parts.append(ENCODE)
    parts += [_texel(job, place), "void main() {", *(f"    {line}" for line in lines)]
    return "\n".join([*parts, "}", ""])


def _constants(place: Place) -> str:
    weights = _weights(place)
    rows, columns, maps, _ = weights.shape
    texts = ["vec4(" + ", ".join(map(float_text, one)) + ")" for one in weights.reshape(-1, 4)]
    lines = [", ".join(texts[first : first + maps]) for first in range(0, len(texts), maps)]
    turned = "  // turned by 180°: mathematical convolution" if place.bank.flip else ""
    return (
        f"const int ROWS = {rows}, COLUMNS = {columns}, MAPS = {maps};\n"
        f"const vec4 KERNELS[ROWS * COLUMNS * MAPS] = vec4[]({turned}\n    "
        + ",\n    ".join(lines)
        + "\n);\n"
    )


def _texel(job: Stack, place: Place) -> str:
    """What stands at a place, on the map below or outside it."""
    border, lines = place.window.border, ["vec4 texel(ivec2 at, ivec2 size) {"]
    if border in ("zeros", "constant"):
        lines.append(f"    if ({_OUTSIDE}) return vec4({float_text(place.outside)});")
    else:
        lines += [f"    {line}" for line in PLACES[border]]
    fetched = "texelFetch(picture, at, 0)"
    if job.decodes and place.number == 1:
        lines.append(f"    vec4 found = {fetched};")
        fetched = "vec4(decode(found.rgb), found.a)"
    return "\n".join([*lines, f"    return {fetched};", "}", ""])


def _main(job: Stack, place: Place) -> list[str]:
    layer = place.layer
    lines = ["ivec2 size = textureSize(picture, 0);", *first_lines(place.window)]
    if isinstance(layer, Pooling):
        lines += _pooled(place, layer)
    elif isinstance(layer, Convolution | Bank):
        lines += [*_summed(place), *activation_lines(layer.activation, "vec4")]
    else:
        lines.append("vec4 sum = texel(first, size);")
        if isinstance(layer, Activation):
            lines += activation_lines(layer.function, "vec4")
        if isinstance(layer, Combine):
            lines.append(f"sum = vec4({_combined(place, layer)});")
    if job.encodes and place.number == place.count:
        lines.append("sum.rgb = encode(sum.rgb);")
    return [*lines, *_drawn(place)]


def _summed(place: Place) -> list[str]:
    down, over = place.window.dilation
    moved = [f"column{f' * {over}' if over > 1 else ''}", f"row{f' * {down}' if down > 1 else ''}"]
    lines = [
        "vec4 sum = vec4(0.0);",
        "for (int row = 0; row < ROWS; row++) {",
        "    for (int column = 0; column < COLUMNS; column++) {",
        f"        vec4 pixel = texel(first + ivec2({', '.join(moved)}), size);",
        "        int at = (row * COLUMNS + column) * MAPS;",
        "        for (int index = 0; index < MAPS; index++) {",
        "            sum[index] += dot(KERNELS[at + index], pixel);",
        "        }",
        "    }",
        "}",
    ]
    repeats = place.below.channels if place.by_itself else 1
    biases = np.repeat([one.bias for one in place.bank.filters], repeats)
    if biases.any():
        four = np.append(biases, np.zeros(4 - len(biases)))
        lines.append(f"sum += vec4({', '.join(float_text(float(bias)) for bias in four)});")
    return lines


def _pooled(place: Place, layer: Pooling) -> list[str]:
    """The largest or the mean of what of each window lies on the map below."""
    rows, columns = place.window.shape
    most = layer.mode == "max"
    return [
        f"vec4 sum = vec4({'-3.4e38' if most else '0.0'});",
        *([] if most else ["float count = 0.0;"]),
        f"for (int row = 0; row < {rows}; row++) {{",
        f"    for (int column = 0; column < {columns}; column++) {{",
        "        ivec2 at = first + ivec2(column, row);",
        f"        if ({_OUTSIDE}) continue;",
        f"        sum = {'max(sum, texel(at, size))' if most else 'sum + texel(at, size)'};",
        *([] if most else ["        count += 1.0;"]),
        "    }",
        "}",
        *([] if most else ["sum /= count;"]),
    ]


def _combined(place: Place, layer: Combine) -> str:
    parts = [f"sum.{name}" for name in "rgba"[: place.below.channels]]
    if layer.mode == "direction":  # counter-clockwise as seen: rows grow downwards
        return "mod(atan(-sum.g, sum.r) / 6.283185307179586, 1.0)"
    if layer.mode == "maximum":
        found = parts[0]
        for part in parts[1:]:
            found = f"max({found}, {part})"
        return found
    if layer.mode == "magnitude":
        return f"length(vec4({', '.join([*parts, *['0.0'] * (4 - len(parts))])}))"
    return " + ".join(parts)


def _drawn(place: Place) -> list[str]:
    """The maps as components, and alpha from under the window's centre."""
    spread = _SPREAD[place.above.channels]
    if not place.above.has_alpha:
        return [f"map = {spread.format('1.0')};"]
    row, column = place.window.centre
    lines = [f"ivec2 centre = first + ivec2({column}, {row});"]
    if place.window.border in ("zeros", "constant"):
        lines.append("centre = clamp(centre, ivec2(0), size - 1);")
        fetched = "texelFetch(picture, centre, 0).a"
    else:
        fetched = "texel(centre, size).a"
    return [*lines, f"map = {spread.format(fetched)};"]
