"""SVG: a picture with a filter of feConvolveMatrix, one primitive a layer."""

from __future__ import annotations

from xml.sax.saxutils import escape

from convstudio.imaging.light import LUMA
from convstudio.pipeline.code.limits import limits
from convstudio.pipeline.code.steps import Code, Job, Step, number

_EDGES = {"edge": "duplicate", "wrap": "wrap"}
_NEAREST_EDGES = {**_EDGES, "reflect": "duplicate", "symmetric": "duplicate"}
_UNKNOWN_SIZE = (480, 640)


def write(job: Job) -> Code:
    """The pipeline as an SVG file."""
    rows, columns = job.size or _UNKNOWN_SIZE
    light = "linearRGB" if job.steps[0].sums.linear else "sRGB"
    size = f'width="{columns}" height="{rows}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {columns} {rows}">',
        f"  <title>{escape(job.title)}</title>",
        '  <filter id="feature-map" x="0" y="0" width="100%" height="100%"',
        f'    color-interpolation-filters="{light}">',
        *(f"    {line}" for step in job.steps for line in _primitives(step)),
        "  </filter>",
        f'  <image href="input.png" {size} filter="url(#feature-map)"/>',
        "</svg>",
    ]
    warnings = limits(
        job, "SVG", borders=("zeros", *_EDGES), activations=("relu",), alphas=("kept",)
    )
    return Code("\n".join(lines) + "\n", (*warnings, *_own_warnings(job)))


def _own_warnings(job: Job) -> list[str]:
    found = []
    if job.size is None:
        found.append("The size of the picture is not known: put it in place of 640 and 480.")
    if job.full_range != 255:
        found.append("SVG filters compute in 8 bits.")
    if job.has_alpha and job.steps[0].layer.channels != "alpha":
        found.append("SVG forgets the colours where alpha is 0: they count as black.")
    if job.steps[0].sums.linear:
        found.append("Linear light in 8 bits is coarse in the dark.")
    if len(job.steps) > 1:
        found.append("SVG cuts every layer's map to 0 … white.")
    if any(step.padding is not None and not step.keeps_place for step in job.steps):
        found.append("SVG keeps the picture's size, as if padding were “same”.")
    if any(step.bias for step in job.steps):
        found.append("Some programs that show SVG leave out the bias.")
    return found


def _primitives(step: Step) -> list[str]:
    layer, found = step.layer, []
    if layer.channels == "alpha":
        found.append(_colour_matrix([0.0, 0.0, 0.0, 1.0], opaque=True))
    elif step.channel is not None:
        shares = [float(index == step.channel) for index in range(3)]
        found.append(_colour_matrix([*shares, 0.0]))
    elif step.mixes:
        thirds = [1 / 3] * 3  # so that nothing is cut off before the kernel; the divisor is a third
        shares = LUMA.tolist() if layer.channels == "luminance" else thirds
        found.append(_colour_matrix([*shares, 0.0]))
    divisor = step.kernel.divisor / (3 if layer.channels == "sum" and step.mixes else 1)
    (row, column), (rows, columns) = step.centre, step.extent
    # feConvolveMatrix turns its weights by 180°: written turned, they slide as they are.
    weights = "  ".join(" ".join(number(float(w)) for w in line) for line in step.slid[::-1, ::-1])
    kept = str(not step.sums.weighted and not _filtered(step)).lower()
    edges = _NEAREST_EDGES.get(layer.border, "none")
    bias = f' bias="{number(layer.bias)}"' if layer.bias else ""
    return [
        *found,
        f'<feConvolveMatrix order="{columns} {rows}" targetX="{column}" targetY="{row}"',
        f'  kernelMatrix="{weights}"',
        f'  divisor="{number(divisor)}"{bias} edgeMode="{edges}" preserveAlpha="{kept}"/>',
    ]


def _filtered(step: Step) -> bool:
    return step.sums.joins_alpha and step.layer.alpha == "filtered"


def _colour_matrix(shares: list[float], *, opaque: bool = False) -> str:
    row = " ".join(number(share) for share in [*shares, 0.0])
    last = "0 0 0 0 1" if opaque else "0 0 0 1 0"
    return f'<feColorMatrix type="matrix" values="{row}  {row}  {row}  {last}"/>'
