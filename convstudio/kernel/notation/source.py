"""A pasted text: signs made plain one for one, and refusals that know their place in it."""

from __future__ import annotations

from convstudio.errors import KernelTextError

# A 63×63 kernel of 20-digit numbers takes some 90,000 characters.
LONGEST_TEXT = 120_000
_LONGEST_QUOTE = 32

_MINUS = "−–—‐‑‒﹣－➖"
_TIMES = "×⋅·∗✕✖∙•"
_OVER = "÷∕⁄"
_BLANK = "\xa0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"
_PLAIN = str.maketrans(
    {
        **dict.fromkeys(_MINUS, "-"),
        **dict.fromkeys(_TIMES, "*"),
        **dict.fromkeys(_OVER, "/"),
        **dict.fromkeys(_BLANK + _UNSEEN, " "),
        **dict.fromkeys("\x85\u2028\u2029", "\n"),
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("‘’‚", "'"),
        "\x0b": " ",
        "\x0c": " ",
        **{chr(0xFF01 + code): chr(0x21 + code) for code in range(94)},  # full width
    }
)


class Source:
    """A text with its signs made plain; every place is the same as in the text given.

    Attributes:
        original: as given.
        text: with ``-``, ``*``, ``/``, plain quotes, blanks and ``\\n`` as the only line end.

    Raises:
        KernelTextError: empty, or too long to hold a kernel.
    """

    def __init__(self, text: str) -> None:
        self.original = text
        self.text = ""
        if len(text) > LONGEST_TEXT:
            raise self.refusal(
                0,
                0,
                f"The text has {len(text):,} characters, too many for a kernel.",
                f"A kernel has at most 63×63 weights; {LONGEST_TEXT:,} characters are read.",
            )
        self.text = text.translate(_PLAIN).replace("\r\n", " \n").replace("\r", "\n")
        if not self.text.strip():
            raise self.refusal(
                0, 0, "There is no text.", "Copy a kernel in any program and paste it here."
            )

    def place(self, start: int) -> tuple[int, int]:
        """(line, column) of a place, from 1."""
        line_start = self.text.rfind("\n", 0, start) + 1
        return self.text.count("\n", 0, start) + 1, start - line_start + 1

    def quoted(self, start: int, end: int) -> str:
        """What stands there, on one line, shortened for a message."""
        shown = self.text[start : min(end, start + _LONGEST_QUOTE)].split("\n")[0].rstrip()
        more = "…" if len(shown) < len(self.text[start:end].rstrip()) else ""
        # What turns the direction of writing, or is not seen at all, is told by its number.
        plain = "".join(c if c.isprintable() else f"U+{ord(c):04X} " for c in shown)
        return f"“{plain}{more}”"

    def refusal(self, start: int, end: int, message: str, hint: str = "") -> KernelTextError:
        """What is wrong with the text from ``start`` to ``end``; the message is told as it is."""
        start, end = min(start, len(self.text)), min(end, len(self.text))
        line, column = self.place(start)
        return KernelTextError(message, start=start, end=end, line=line, column=column, hint=hint)

    def refused(self, start: int, end: int, problem: str, hint: str = "") -> KernelTextError:
        """The same, with the place and what stands there before ``problem``: “x” is no number."""
        line, column = self.place(start)
        quoted = self.quoted(start, end)
        return self.refusal(start, end, f"Line {line}, column {column}: {quoted} {problem}", hint)
