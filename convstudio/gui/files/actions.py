"""The File menu's actions and those of Edit below undo, as the table in gui/actions.py has them."""

from __future__ import annotations

from convstudio.gui.actions import ActionSpec

FILE_ACTIONS: dict[str, ActionSpec] = {
    "open": ActionSpec("&Open …", "Open a picture, a session or a pipeline", ("Ctrl+O",), "open"),
    "new-chart": ActionSpec(
        "New &test chart …",
        "A picture made for testing kernels: zone plate, step, checker, dots, noise, line",
        ("Ctrl+Alt+N",),
    ),
    "part": ActionSpec(
        "Pa&ge or array …",
        "Choose which page, frame, array or column of the open file is seen",
        ("Ctrl+Alt+G",),
    ),
    "part-before": ActionSpec(
        "P&revious page",
        "The page, frame or array before the one that is open",
        ("Ctrl+PgUp",),
    ),
    "part-after": ActionSpec(
        "Ne&xt page",
        "The page, frame or array after the one that is open",
        ("Ctrl+PgDown",),
    ),
    "save": ActionSpec(
        "&Save feature map as …",
        "Save the feature map, as it is shown or its numbers, at its full size",
        ("Ctrl+S",),
        "save",
    ),
    "export-comparison": ActionSpec(
        "Export &comparison …",
        "Save the original and the map as one labelled picture",
        ("Ctrl+Alt+E",),
    ),
    "export-sum": ActionSpec(
        "Export &worked sum …",
        "Save the inspector's worked sum as a picture, PNG or SVG",
        ("Ctrl+Alt+W",),
    ),
    "save-session": ActionSpec(
        "Save sess&ion", "Save picture, pipeline and views, to go on later", ("Ctrl+Alt+S",)
    ),
    "save-session-as": ActionSpec(
        "Save session &as …", "Save the session under another name", ("Ctrl+Alt+Shift+S",)
    ),
    "save-pipeline": ActionSpec(
        "Save p&ipeline as …",
        "Save the pipeline alone, for other pictures and for the command line",
        ("Ctrl+Alt+P",),
    ),
    "batch": ActionSpec(
        "&Batch …", "Run the pipeline on many files", ("Ctrl+Alt+B",)
    ),
    "copy-map": ActionSpec(
        "Copy feature &map", "Copy the feature map as it is shown, as a picture", ("Ctrl+Alt+M",)
    ),
    "copy-comparison": ActionSpec(
        "Copy side &by side",
        "Copy the original and the feature map side by side, as one picture",
        ("Ctrl+Alt+Shift+M",),
    ),
    "paste-picture": ActionSpec(
        "&Paste picture",
        "Open the picture, the file or the address of a file on the clipboard",
        ("Ctrl+Alt+V",),
    ),
    "preferences": ActionSpec(
        "Pre&ferences …", "Threads, cache, defaults, theme, numbers", ("Ctrl+,",)
    ),
}  # fmt: skip
