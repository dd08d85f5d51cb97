"""What networks have in common: modules with names, in a sequence; alpha goes beside them.

A network takes and gives fractions of white, so that its biases are those of the pipeline.
"""

from __future__ import annotations

import re
from abc import abstractmethod

from convstudio.pipeline.bank import Bank
from convstudio.pipeline.code.stacks.arrays import StackArrays
from convstudio.pipeline.code.stacks.stack import Place
from convstudio.pipeline.code.stacks.texts import called, same_text
from convstudio.pipeline.code.stacks.weights import weight_lines
from convstudio.pipeline.code.steps import number
from convstudio.pipeline.code.texts import decode_text, encode_text
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.elements import Activation, Combine, Pooling
from convstudio.pipeline.locally import LocallyConnected

Module = tuple[str, str]  # its name and the expression that makes it


class StackNetwork(StackArrays):
    """A stack as one network; what only a program around it can do is NumPy's."""

    @abstractmethod
    def network_lines(self) -> list[str]:
        """The statements that make ``network`` and set its weights."""

    @abstractmethod
    def run_lines(self) -> list[str]:
        """The statements that send ``colour`` through it."""

    def spreads(self, place: Place) -> bool:  # noqa: ARG002 - a library may lack dilation
        """Whether dilated kernels are written with the zeros between their weights."""
        return False

    def constants(self) -> list[str]:
        """The weights, then the functions and the network that they are for."""
        found = []
        for place in self.job.places:
            if has_weights(place):
                lines = weight_lines(place, 1, spread=self.spreads(place), network=True)
                found.append("\n".join([f"# {place.heading}.", *lines, *self.arranged(place)]))
        return found

    def arranged(self, place: Place) -> list[str]:
        """The weights for every colour of the input, where one is made of them on the way."""
        if place.shares is None:
            return []
        shares = ", ".join(number(float(share)) for share in place.shares)
        name = f"weights{place.suffix}"
        return [f"{name} = {name} * np.array([{shares}])[:, None, None]  # red, green and blue"]

    def helpers(self) -> list[str]:
        """The functions that the modules and the statements call, and the network itself."""
        network = self.network_lines()
        lines = [*self.body(), *network]
        texts = called(lines, self.functions)
        found = [*same_text(lines, texts), *texts]
        if self.job.decodes:
            found.append(decode_text("np", self.white))
        if self.job.encodes:
            found.append(encode_text("np", self.white))
        return [*found, "\n".join(network)]

    def body(self) -> list[str]:
        lines = self.taken()
        if self.job.decodes:
            lines.append("colour = decode(colour)")
        first = self.job.places[0].layer
        if isinstance(first, Convolution | Bank) and first.channels == "alpha":
            lines.append("colour = alpha")
        lines += self.run_lines()
        if self.job.encodes:
            lines.append("colour = encode(colour)")
        for place in self.job.places:
            moved = self.alpha_lines(place)
            if moved:
                lines += [f"# {place.heading}.", *self.padding_lines(place, "alpha"), *moved]
        return lines

    # -- names --------------------------------------------------------------------------------

    def names(self) -> list[str]:
        """One for each layer, such as no module has for anything else: each ends in a number."""
        found: list[str] = []
        for place in self.job.places:
            plain = re.sub(r"[^A-Za-z0-9]+", "_", place.layer.name).strip("_") or kind_of(place)
            if not plain[0].isalpha():
                plain = f"layer_{plain}"
            name = plain if plain[-1].isdigit() else f"{plain}_{place.number}"
            while name in found:
                name = f"{name}_{place.number}"
            found.append(name)
        return found


def has_weights(place: Place) -> bool:
    """Whether the layer has weights."""
    return isinstance(place.layer, Convolution | Bank | LocallyConnected)


def kind_of(place: Place) -> str:
    """What a layer without a name is called."""
    layer = place.layer
    if isinstance(layer, Activation):
        return "identity" if layer.function == "none" else layer.function
    if isinstance(layer, Pooling):
        return f"{layer.mode}_pool"
    if isinstance(layer, Combine):
        return layer.mode
    return "local" if isinstance(layer, LocallyConnected) else "conv"


def takes_only_colours(places: tuple[Place, ...]) -> bool:
    """Whether colours go through all layers without alpha, so that a network can do it."""
    later = (place.layer for place in places[1:])
    picks = any(
        isinstance(layer, Convolution | Bank) and layer.channels == "alpha" for layer in later
    )
    return not picks and all(place.alpha in ("", "kept") for place in places)
