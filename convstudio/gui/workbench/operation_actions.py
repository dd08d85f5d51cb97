"""The actions of the operations on kernels, and the submenus in which they stand."""

from __future__ import annotations

from convstudio.gui.actions import ActionSpec

OPERATION_ACTIONS: dict[str, ActionSpec] = {
    "rotate-45": ActionSpec(
        "Rotate &45° clockwise",
        "Turn the kernel by 45°, as compass sets do: each ring of weights moves on",
        ("Ctrl+T",),
    ),
    "rotate-45-back": ActionSpec(
        "Rotate 45° &anticlockwise", "Turn the kernel by 45° the other way"
    ),
    "rotate-90": ActionSpec("Rotate &90° clockwise", "Turn the kernel by 90°"),
    "rotate-90-back": ActionSpec(
        "Rotate 90° anti&clockwise", "Turn the kernel by 90° the other way"
    ),
    "flip-left-right": ActionSpec(
        "Flip &left–right", "Mirror the kernel: left becomes right", ("Ctrl+L",)
    ),
    "flip-up-down": ActionSpec("Flip &up–down", "Mirror the kernel: top becomes bottom"),
    "transpose": ActionSpec("&Transpose", "Exchange the kernel's rows and columns"),
    "negate": ActionSpec("&Negate", "Every weight with the other sign", ("Ctrl+I",)),
    "normalise-sum": ActionSpec(
        "Normalise &sum to 1",
        "Set the divisor so that even areas keep their brightness",
        ("Ctrl+J",),
    ),
    "normalise-absolute": ActionSpec(
        "Normalise Σ|&w| to 1",
        "Set the divisor so that no value leaves ± the picture's range",
    ),
    "normalise-l2": ActionSpec(
        "Normalise &L2 norm to 1", "Set the divisor so that noise stays as strong as it is"
    ),
    "divide-out": ActionSpec(
        "&Divide weights by divisor", "Divide the weights by the divisor, which is then 1"
    ),
    "zero-mean": ActionSpec(
        "&Zero mean", "Take the mean off every weight: the sum is 0, and even areas become black"
    ),
    "scale": ActionSpec("S&cale …", "Multiply every weight by a number"),
    "integerise": ActionSpec(
        "Make &integers …", "Whole weights over a whole divisor that mean the same, or nearly"
    ),
    "crop": ActionSpec(
        "&Crop zeros", "Drop outer rows and columns of zeros, as many on either side"
    ),
    "pad": ActionSpec("&Pad …", "Put rows and columns of zeros around the kernel"),
    "add": ActionSpec("&Add a kernel …", "Add the weights of another kernel"),
    "subtract": ActionSpec("&Subtract a kernel …", "Take the weights of another kernel off"),
    "convolve": ActionSpec(
        "&Convolve with a kernel …",
        "One kernel that does what this one and another do in turn",
        ("Ctrl+Shift+K",),
    ),
    "power": ActionSpec("&Power …", "One kernel that does what this one does several times"),
    "blend": ActionSpec(
        "&Blend with identity …",
        "A weaker or a stronger effect: between the picture and its map, or beyond",
        ("Ctrl+Shift+B",),
    ),
    "interpolate": ActionSpec("&Interpolate to a kernel …", "Go from this kernel to another"),
    "approximate": ActionSpec(
        "Approximate by low &rank …",
        "The nearest kernel that is a column times a row, or a few; its error is told",
    ),
}
SUBMENUS: dict[str, tuple[str, ...]] = {
    "&Turn": (
        "rotate-45",
        "rotate-45-back",
        "rotate-90",
        "rotate-90-back",
        "flip-left-right",
        "flip-up-down",
        "transpose",
    ),
    "&Weights": (
        "negate",
        "normalise-sum",
        "normalise-absolute",
        "normalise-l2",
        "divide-out",
        "zero-mean",
        "scale",
        "integerise",
        "approximate",
    ),
    "Si&ze": ("crop", "pad"),
    "Com&bine": ("blend", "interpolate", "add", "subtract", "convolve", "power"),
}
