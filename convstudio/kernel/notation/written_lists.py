"""Kernels written as nested lists, NumPy, OpenCV, MATLAB, and as cells of a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable

from convstudio.kernel.kernel import Kernel
from convstudio.kernel.notation.losses import losses
from convstudio.kernel.notation.numbers import format_number
from convstudio.kernel.notation.values import Settings, Written


def write_lists(settings: Settings) -> Written:
    """``[[1, 2], [3, 4]] / 10``."""
    rows = ", ".join(f"[{_joined(row, ', ')}]" for row in settings.kernel.weights)
    return _written(f"[{rows}]{_over(settings.kernel)}", settings, "A nested list")


def write_numpy(settings: Settings) -> Written:
    """``np.array([[1, 2], [3, 4]]) / 10``."""
    return _written(_array(settings.kernel), settings, "A NumPy array")


def write_matlab(settings: Settings) -> Written:
    """``[1 2; 3 4] / 10``."""
    rows = "; ".join(_joined(row, " ") for row in settings.kernel.weights)
    return _written(f"[{rows}]{_over(settings.kernel)}", settings, "A MATLAB matrix")


def write_opencv(settings: Settings) -> Written:
    """The array and the call of filter2D."""
    kernel, (row, column) = settings.kernel, settings.anchor
    warnings = []
    if settings.flip:
        kernel = kernel.with_rows(kernel.array[::-1, ::-1])
        row, column = kernel.rows - 1 - row, kernel.columns - 1 - column
        warnings.append("OpenCV does not flip: the kernel is written turned by 180°.")
    arguments = ""
    if (row, column) != (kernel.rows // 2, kernel.columns // 2):
        arguments += f", anchor=({column}, {row})"
    if settings.bias:
        arguments += f", delta={format_number(settings.bias * 255)}"
        warnings.append("delta is the bias in grey levels of an 8-bit picture.")
    border = _OPENCV_BORDERS.get(settings.border, "BORDER_CONSTANT")
    if settings.border == "wrap":
        warnings.append("filter2D cannot wrap around; BORDER_CONSTANT is written.")
    if settings.border == "constant" and settings.border_value:
        warnings.append("filter2D has no constant border but 0.")
    text = (
        f"kernel = {_array(kernel)}\n"
        f"result = cv2.filter2D(image, -1, kernel{arguments}, borderType=cv2.{border})\n"
    )
    warnings += losses(settings, "OpenCV", frozenset({"anchor", "flip", "bias", "border"}))
    return Written(text, tuple(warnings))


_OPENCV_BORDERS = {
    "zeros": "BORDER_CONSTANT",
    "edge": "BORDER_REPLICATE",
    "reflect": "BORDER_REFLECT_101",
    "symmetric": "BORDER_REFLECT",
}


def write_tsv(settings: Settings) -> Written:
    """Rows with tabs, as spreadsheets take them."""
    return _cells(settings, "\t", "A spreadsheet")


def write_csv(settings: Settings) -> Written:
    """Rows with commas."""
    return _cells(settings, ",", "CSV")


def _cells(settings: Settings, separator: str, form: str) -> Written:
    """The weights used: a divisor is worked into them."""
    kernel = settings.kernel
    rows = kernel.weights
    warnings = losses(settings, form, frozenset())
    if kernel.divisor != 1:
        rows = tuple(tuple(weight / kernel.divisor for weight in row) for row in rows)
        divisor = format_number(kernel.divisor)
        warnings.insert(0, f"{form} has no divisor: {divisor} is worked into the numbers.")
    return Written("".join(f"{_joined(row, separator)}\n" for row in rows), tuple(warnings))


def _array(kernel: Kernel) -> str:
    rows = (f"[{_joined(row, ', ')}]" for row in kernel.weights)
    return f"np.array([{_NEXT_ROW.join(rows)}]){_over(kernel)}"


_NEXT_ROW = ",\n                   "


def _over(kernel: Kernel) -> str:
    return "" if kernel.divisor == 1 else f" / {format_number(kernel.divisor)}"


def _joined(row: tuple[float, ...], separator: str) -> str:
    return separator.join(map(format_number, row))


def _written(text: str, settings: Settings, form: str) -> Written:
    return Written(text, tuple(losses(settings, form, frozenset())))


Writer = Callable[[Settings], Written]
