"""A batch's plan and what is seen of it beforehand, in words."""

from __future__ import annotations

from convstudio.gui.numerals import shown
from convstudio.jobs.batch.plan import Plan
from convstudio.jobs.batching import Looked

PLAN_LINES = 3


def caption(looked: Looked) -> str:
    """What is seen, and what could not be."""
    words = f"{looked.name} and its map"
    if not looked.unread:
        return words
    more = f" and {len(looked.unread) - 1} more" if len(looked.unread) > 1 else ""
    return f"{words}\n{looked.unread[0]}{more} cannot be read"


def in_words(plan: Plan) -> str:
    """How many, what the first is called, and what is left out."""
    waiting = plan.waiting
    lines = []
    if waiting:
        count = "1 picture" if len(waiting) == 1 else shown(f"{len(waiting):,} pictures")
        lines.append(f"{count} · {waiting[0].source.name} → {waiting[0].target.name}")
    else:
        lines.append("Nothing: all of it is done, and unchanged since.")
    done = len(plan.tasks) - len(waiting)
    if done and waiting:
        lines.append(shown(f"{done:,} are done, and unchanged since."))
    if plan.failures:
        first = plan.failures[0]
        more = shown(f" (and {len(plan.failures) - 1:,} more)") if len(plan.failures) > 1 else ""
        lines.append(f"Left out: {first.source}: {first.message}{more}")
    return "\n".join(lines[:PLAN_LINES])
