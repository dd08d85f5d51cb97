"""GLSL 3.30: a fragment shader that fetches texels; one pass a layer. Values are parts of white."""

from __future__ import annotations

from convstudio.imaging.light import LUMA
from convstudio.pipeline.code.steps import Code, Job, Step, Task, number
from convstudio.pipeline.code.window import Window

MANY_WEIGHTS = 1024  # constants beyond which some drivers give up
_FLOAT32_ZERO = 1e-6  # the share of Σ|w| below which a sum of float32 may be 0
PLACES = {
    "edge": ["at = clamp(at, ivec2(0), size - 1);"],
    # The remainder of a negative integer is not defined.
    "wrap": ["at = (at + (abs(at) / size + 1) * size) % size;"],
    "symmetric": [
        "at = max(at, -1 - at) % (2 * size);",
        "at = min(at, 2 * size - 1 - at);",
    ],
    "reflect": [
        "ivec2 period = max(2 * size - 2, 1);",
        "at = abs(at) % period;",
        "at = min(at, period - at);",
    ],
}
DECODE = """vec3 decode(vec3 value) {  // sRGB as linear light
    vec3 share = abs(value);
    vec3 high = pow((share + 0.055) / 1.055, vec3(2.4));
    return sign(value) * mix(high, share / 12.92, lessThanEqual(share, vec3(0.04045)));
}
"""
ENCODE = """vec3 encode(vec3 value) {  // linear light as sRGB
    vec3 share = abs(value);
    vec3 high = 1.055 * pow(share, vec3(1.0 / 2.4)) - 0.055;
    return sign(value) * mix(high, share * 12.92, lessThanEqual(share, vec3(0.0031308)));
}
"""


def write(job: Job) -> Code:
    """The pipeline as a fragment shader."""
    passes = [_pass(step) for step in job.steps]
    return Code(shader_text(job, passes), tuple(_warnings(job)))


def shader_text(job: Task, passes: list[str]) -> str:
    """The whole shader; of several passes, each draws over the map before."""
    head = [
        "#version 330 core",
        f"// {job.title.replace(chr(92), '/')}.",
        "// Draw over a float target (RGBA32F) of the map's size. The first row of the picture is",
        "// the texture's row 0, and the first of the map the target's.",
    ]
    several = len(passes) > 1
    if several:
        head.append(f"#define PASS 1  // to {len(passes)}: each draws over the map before")
    head += [
        "",
        "uniform sampler2D picture;  // 0 … 1 is black … white; alpha is not premultiplied",
        "out vec4 map;",
        "",
    ]
    parts = ["\n".join(head)]
    for index, text in enumerate(passes, start=1):
        parts.append(f"#if PASS == {index}\n{text}#endif\n" if several else text)
    return "\n".join(parts)


def _warnings(job: Job) -> list[str]:
    found = []
    if not job.plain_tone:
        found.append("The tone is left out: the shader gives the map's values.")
    if len(job.steps) > 1:
        found.append("Each layer is a pass of its own: set PASS, and draw over the map before.")
    for step in job.steps:
        if step.kernel.rows * step.kernel.columns > MANY_WEIGHTS:
            found.append(
                f"A kernel of {step.kernel.size_text} as a constant is more than some drivers take."
            )
        if step.layer.exact and step.strides != (1, 1):
            found.append("The shader does not check that the stride fits exactly.")
    return found


def _pass(step: Step) -> str:
    weights = step.kernel.array[::-1, ::-1] if step.layer.flip else step.kernel.array
    rows, columns = step.kernel.shape
    lines = ",\n".join("    " + ", ".join(float_text(float(w)) for w in row) for row in weights)
    turned = "  // turned by 180°: mathematical convolution" if step.layer.flip else ""
    parts = [
        f"const int ROWS = {rows}, COLUMNS = {columns};",
        f"const float KERNEL[ROWS * COLUMNS] = float[]({turned}\n{lines}\n);\n",
    ]
    if step.sums.linear:
        parts.append(DECODE)
    if step.sums.encodes:
        parts.append(ENCODE)
    parts += [_texel(step), "void main() {"]
    parts += [f"    {line}" for line in _main(step)]
    return "\n".join([*parts, "}", ""])


def _texel(step: Step) -> str:
    """What stands at a place, on the picture or outside it."""
    border = step.layer.border
    lines = ["vec4 texel(ivec2 at, ivec2 size) {"]
    if border in ("zeros", "constant"):
        outside = "any(lessThan(at, ivec2(0))) || any(greaterThanEqual(at, size))"
        value = float_text(step.layer.border_value if border == "constant" else 0.0)
        lines.append(f"    if ({outside}) return vec4({value});")
    else:
        lines += [f"    {line}" for line in PLACES[border]]
    fetched = "texelFetch(picture, at, 0)"
    if step.sums.linear:
        lines.append(f"    vec4 found = {fetched};")
        fetched = "vec4(decode(found.rgb), found.a)"
    return "\n".join([*lines, f"    return {fetched};", "}", ""])


def _main(step: Step) -> list[str]:
    (down, over), layer = step.dilation, step.layer
    kind = "vec3" if step.mixed == 3 else "float"
    filters, weighted = step.sums.joins_alpha and not step.sums.weighted, step.sums.weighted
    value = _value(step)
    lines = [
        "ivec2 size = textureSize(picture, 0);",
        *first_lines(step.window),
        f"{kind} sum = {kind}(0.0);",
    ]
    if filters or weighted:
        lines.append("float alpha_sum = 0.0;")
    lines += [
        "for (int row = 0; row < ROWS; row++) {",
        "    for (int column = 0; column < COLUMNS; column++) {",
    ]
    moved = (
        f"ivec2(column{f' * {over}' if over > 1 else ''}, row{f' * {down}' if down > 1 else ''})"
    )
    lines += [
        f"        vec4 pixel = texel(first + {moved}, size);",
        "        float weight = KERNEL[row * COLUMNS + column];",
        f"        sum += weight * {'pixel.a * ' if weighted else ''}{value};",
    ]
    if filters or weighted:
        lines.append("        alpha_sum += weight * pixel.a;")
    lines += ["    }", "}", *_alpha(step)]
    divisor = float_text(step.kernel.divisor)
    if weighted:
        least = float_text(
            max(step.sums.least_alpha / step.sums.full_range, _FLOAT32_ZERO * _gain(step))
        )
        lines.append(f"sum /= abs(alpha_sum) <= {least} ? {divisor} : alpha_sum;")
    elif step.kernel.divisor != 1:
        lines.append(f"sum /= {divisor};")
    if layer.bias:
        lines.append(f"sum += {float_text(layer.bias)};")
    lines += activation_lines(layer.activation, kind)
    colour = "sum" if kind == "vec3" else "vec3(sum)"
    if step.sums.encodes:
        colour = f"encode({colour})"
    return [*lines, f"map = vec4({colour}, {'alpha' if step.sums.leaves_alpha else '1.0'});"]


def _gain(step: Step) -> float:
    return float(abs(step.kernel.array).sum())


def _value(step: Step) -> str:
    """What of a pixel is summed."""
    if step.layer.channels == "alpha":
        return "pixel.a"
    if step.channel is not None:
        return f"pixel.{'rgb'[step.channel]}"
    if step.mixes:
        shares = ", ".join(float_text(share) for share in LUMA)
        luminance = step.layer.channels == "luminance"
        return f"dot(pixel.rgb, {f'vec3({shares})' if luminance else 'vec3(1.0)'})"
    return "pixel.rgb" if step.mixed == 3 else "pixel.r"


def first_lines(window: Window) -> list[str]:
    """The place under the kernel's first weight."""
    down, over = window.strides
    here = "ivec2(gl_FragCoord.xy)"
    if window.strides != (1, 1):
        here += f" * ivec2({over}, {down})"
    if window.padding is not None:
        (top, _), (left, _) = window.padding
        return [f"ivec2 first = {here}{f' - ivec2({left}, {top})' if top or left else ''};"]
    rows, columns = window.extent
    stride = f"ivec2({over}, {down})"
    lines = [
        f"ivec2 strides = {stride};  // “same”: ⌈size / stride⌉ values",
        "ivec2 last = ((size + strides - 1) / strides - 1) * strides;",
        f"ivec2 total = max(last + ivec2({columns}, {rows}) - size, 0);",
    ]
    before = "total / 2"
    if window.anchor_shift != (0, 0):
        moved = f"ivec2({window.anchor_shift[1]}, {window.anchor_shift[0]})"
        before = f"clamp(total / 2 + {moved}, ivec2(0), total)"
    return [*lines, f"ivec2 first = ivec2(gl_FragCoord.xy) * strides - {before};"]


def _alpha(step: Step) -> list[str]:
    if not step.sums.leaves_alpha:
        return []
    if step.sums.joins_alpha and not step.sums.weighted:
        divisor = step.kernel.divisor
        return [f"float alpha = alpha_sum{f' / {float_text(divisor)}' if divisor != 1 else ''};"]
    row, column = step.centre
    centre = f"first + ivec2({column}, {row})"
    if step.layer.border in ("zeros", "constant"):
        return [
            f"ivec2 centre = clamp({centre}, ivec2(0), size - 1);",
            "float alpha = texelFetch(picture, centre, 0).a;",
        ]
    return [f"float alpha = texel({centre}, size).a;"]


def activation_lines(name: str, kind: str) -> list[str]:
    """What makes ``sum``, of a type, what an activation makes of it."""
    found = {
        "none": "",
        "relu": f"max(sum, {kind}(0.0))",
        "leaky_relu": f"max(sum, {kind}(0.0)) + 0.01 * min(sum, {kind}(0.0))",
        "sigmoid": "1.0 / (1.0 + exp(-sum))",
        "tanh": "tanh(sum)",
        "absolute": "abs(sum)",
    }[name]
    return [f"sum = {found};"] if found else []


def float_text(value: float) -> str:
    """A number as GLSL has floats."""
    text = number(value)
    return text if any(sign in text for sign in ".e") else f"{text}.0"
