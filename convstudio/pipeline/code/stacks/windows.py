"""What a sliding window asks of NumPy: padding, a stride that fits, alpha from under its centre."""

from __future__ import annotations

from convstudio.pipeline.code.stacks.stack import Place


class Windows:
    """Statements on arrays of (rows, columns, channels); alpha has one channel."""

    def padding_lines(self, place: Place, name: str = "colour") -> list[str]:
        """The padding of this picture, in pixels, where it depends on its size."""
        window = place.window
        if window.padding is not None:
            return []
        calls = []
        for axis in (0, 1):
            shift = window.anchor_shift[axis]
            moved = f", {shift}" if any(window.anchor_shift) else ""
            size = self.size(name, axis)
            calls.append(
                f"same_padding({size}, {window.extent[axis]}, {window.strides[axis]}{moved})"
            )
        return [f"padding = {calls[0]}, {calls[1]}"]

    def size(self, name: str, axis: int) -> str:
        """The rows (0) or columns (1) of an array."""
        return f"{name}.shape[{axis}]"

    def padded(self, place: Place, name: str, border: str, outside: str = "") -> str:
        """The expression that pads what a name holds."""
        padding = place.window.padding
        widths = "(*padding, (0, 0))" if padding is None else str((*padding, (0, 0)))
        words = f', mode="{border}"' if border not in ("zeros", "constant") else ""
        words += f", constant_values={outside}" if outside else ""
        return f"np.pad({name}, {widths}{words})"

    def exact_lines(self, place: Place, padded: str) -> list[str]:
        """The refusal of a stride that leaves a remainder."""
        window = place.window
        exact = getattr(place.layer, "exact", False)
        tests = [
            f"({self.size(padded, axis)} - {window.extent[axis]}) % {window.strides[axis]}"
            for axis in (0, 1)
            if window.strides[axis] > 1
        ]
        if not exact or not tests:
            return []
        return [
            f"if {' or '.join(tests)}:",
            '    raise ValueError("The stride leaves a remainder.")',
        ]

    def alpha_lines(self, place: Place) -> list[str]:
        """Alpha from under the window's centre; beyond the picture as the border has it."""
        window = place.window
        if not place.alpha or window.keeps_place:
            return []
        lines, source = [], "alpha"
        if window.pads:
            border = "edge" if window.border in ("zeros", "constant") else window.border
            lines, source = [f"padded = {self.padded(place, 'alpha', border)}"], "padded"
        picked = self.under_centre(place, source)
        return [*lines, f"alpha = {picked}  # from under the window's centre"]

    def under_centre(self, place: Place, source: str) -> str:
        """The values of a padded array that lie under the centre at each place."""
        parts = []
        for axis in (0, 1):
            first, extent = place.window.centre[axis], place.window.extent[axis]
            last, step = extent - 1 - first, place.window.strides[axis]
            stride = f":{step}" if step > 1 else ""
            parts.append(f"{first or ''}:{-last if last else ''}{stride}")
        return f"{source}[{parts[0]}, {parts[1]}]"
