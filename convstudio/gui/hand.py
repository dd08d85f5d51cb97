"""Where the hand is in a pipeline: the layer, filter and plane under it, and the map looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from convstudio.imaging.picture import Picture
from convstudio.pipeline.kernel_places import KernelPlace
from convstudio.pipeline.pipeline import Bank, Layer, LocallyConnected, Pipeline
from convstudio.pipeline.viewing import maps_of, viewed


@dataclass(frozen=True)
class Hand:
    """What is edited and what is looked at; no edit itself.

    Attributes:
        layer: which layer of the pipeline is edited.
        filter: which of its filters.
        plane: which of that filter's planes.
        place: (row, column) of the map whose kernel is edited, where every place has its own.
        map: which of the shown layer's maps is seen.
        result: whether the last layer's map is shown, whichever is edited.
    """

    layer: int = 0
    filter: int = 0
    plane: int = 0
    place: tuple[int, int] = (0, 0)
    map: int = 0
    result: bool = False

    def shown_layer(self, pipeline: Pipeline) -> int:
        """The index of the layer whose map is seen."""
        return len(pipeline.layers) - 1 if self.result else self.layer

    @property
    def kernel_place(self) -> KernelPlace:
        """Where the kernel under it stands."""
        return KernelPlace(self.layer, self.filter, self.plane, self.place)


def held_to(hand: Hand, pipeline: Pipeline, picture: Picture | None) -> Hand:
    """The hand on what there is: no layer, filter, plane, place or map that is not there."""
    index = min(max(hand.layer, 0), len(pipeline.layers) - 1)
    layer = pipeline.layers[index]
    filters = planes = 1
    place = hand.place
    if isinstance(layer, Bank):
        filters = len(layer.filters)
        planes = len(layer.filters[_held(hand.filter, filters)].planes)
    elif isinstance(layer, LocallyConnected):
        planes, filters = layer.weights.array.shape[4:]
        down, over = layer.places
        place = _held(place[0], down), _held(place[1], over)
    held = replace(
        hand,
        layer=index,
        filter=_held(hand.filter, filters),
        plane=_held(hand.plane, planes),
        place=place,
    )
    if picture is None:
        return held
    return replace(held, map=_held(held.map, _shown_maps(held, pipeline, picture)))


def looked_at(pipeline: Pipeline, hand: Hand, picture: Picture | None) -> Pipeline:
    """The pipeline as it is looked at: up to the shown layer, and one of its maps."""
    index = hand.shown_layer(pipeline)
    count = 1 if picture is None else _shown_maps(hand, pipeline, picture)
    # What is tried out may have fewer maps than the pipeline in force, by which the hand is held.
    return viewed(pipeline, index, _held(hand.map, count) if count > 1 else None)


def following(hand: Hand, before: Pipeline, after: Pipeline) -> Hand:
    """The hand on what an undo or an edit changed, where that lies elsewhere."""
    layer = _changed_layer(hand.layer, before.layers, after.layers)
    if layer != hand.layer:
        hand = replace(hand, layer=layer)
    if len(before.layers) != len(after.layers) or layer >= len(after.layers):
        return hand
    old, new = before.layers[hand.layer], after.layers[hand.layer]
    if not (isinstance(old, Bank) and isinstance(new, Bank)):
        return hand
    if len(old.filters) != len(new.filters):
        return hand
    filters = enumerate(zip(old.filters, new.filters, strict=True))
    moved = [index for index, (one, other) in filters if one is not other and one != other]
    if len(moved) != 1 or hand.filter in moved:
        return hand
    return replace(hand, filter=moved[0])


def _changed_layer(held: int, before: Sequence[Layer], after: Sequence[Layer]) -> int:
    """The layer that is another, new, or elsewhere; of one taken away the one before it."""
    changed = [
        index
        for index, (old, new) in enumerate(zip(before, after, strict=False))
        if old is not new and old != new
    ]
    if len(before) != len(after):
        first = changed[0] if changed else min(len(before), len(after))
        return first if len(before) < len(after) else max(first - 1, 0)
    if not changed:
        return held
    first, last = changed[0], changed[-1]
    if before[first] == after[last]:  # it was moved on
        return last
    if before[last] == after[first]:
        return first
    return held if held in changed else first


def _shown_maps(hand: Hand, pipeline: Pipeline, picture: Picture) -> int:
    return maps_of(pipeline, picture, hand.shown_layer(pipeline)).count


def _held(index: int, count: int) -> int:
    return min(max(index, 0), count - 1)
