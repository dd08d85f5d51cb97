"""Keras: a model a layer, of DepthwiseConv2D or, for one channel, Conv2D."""

from __future__ import annotations

from convstudio.pipeline.code.arrays import Arrays
from convstudio.pipeline.code.program import pillow_files, python_program
from convstudio.pipeline.code.steps import Code, Job, Step, number

_RUN = '''def run(model, values):
    """A model on one picture, (rows, columns, channels)."""
    return keras.ops.convert_to_numpy(model(values[None]))[0]'''


def write(job: Job) -> Code:
    """The pipeline as a program for Keras."""
    warnings = ["Keras computes in float32: about seven digits."]
    return python_program(_Keras(job), pillow_files(job), ("import keras",), (_RUN,), (*warnings,))


class _Keras(Arrays):
    """Arrays of (rows, columns, channels), also where there is one; models beside the kernels."""

    keeps_axis = True

    def kernel_lines(self, step: Step) -> list[str]:
        lines = super().kernel_lines(step)
        lines += ["", *self._model(step, "colour")]
        if step.sums.joins_alpha:
            lines += self._model(step, "alpha")
        return lines

    def _model(self, step: Step, name: str) -> list[str]:
        count = step.mixed if name == "colour" else 1
        model = _model_name(step, name)
        folds = self.folds(step) if name == "colour" else frozenset[str]()
        words = [f"{step.extent}"]
        if self._strides(step):
            words.append(f"strides={step.strides}")
        if self.pads_same(step):
            words.append('padding="same"')
        if "relu" in folds and step.layer.activation == "relu":
            words.append('activation="relu"')
        biased = "bias" in folds and step.bias != 0
        if not biased:
            words.append("use_bias=False")
        layer = "Conv2D(1, " if count == 1 else "DepthwiseConv2D("
        weights = f"kernel{step.suffix}[:, :, None, None]"
        if step.kernel.divisor != 1 and "divisor" in folds:
            weights += f" / {number(step.kernel.divisor)}"
        if count > 1:
            weights = f"np.repeat({weights}, {count}, axis=2)"
        bias = f", np.full({count}, {number(step.bias)})" if biased else ""
        return [
            f"{model} = keras.Sequential([",
            f"    keras.Input((None, None, {count})),",
            f"    keras.layers.{layer}{', '.join(words)}),",
            "])",
            f"{model}.set_weights([{weights}{bias}])",
        ]

    def folds(self, step: Step) -> frozenset[str]:
        """Where colours count by their alpha, the sums are divided by others first."""
        if step.sums.weighted:
            return frozenset()
        return frozenset({"divisor", "bias", "relu"})

    def pads_same(self, step: Step) -> bool:
        """Keras's “same” is ours, with zeros; TensorFlow's strides must be equal."""
        same = step.layer.padding == "same" and step.anchor_shift == (0, 0)
        return same and step.layer.border == "zeros" and step.strides[0] == step.strides[1]

    def taken(self) -> list[str]:
        if not self.job.has_alpha:
            gray = self.job.colours == 1
            return [f"colour = image{'[..., None]' if gray else ''}.astype(float)"]
        last = self.job.colours
        return [
            f"colour = image[..., :{last}].astype(float)",
            f"alpha = image[..., {last}:].astype(float)",
        ]

    def padded(self, step: Step, name: str, outside: float) -> tuple[list[str], str]:
        return ([], name) if self.pads_same(step) else super().padded(step, name, outside)

    def correlated(self, step: Step, padded: str, name: str) -> str:
        sums = f"run({_model_name(step, name)}, {padded})"
        if step.strides == (1, 1) or self._strides(step):
            return sums
        return f"{sums}[::{step.strides[0]}, ::{step.strides[1]}]"

    def _strides(self, step: Step) -> bool:
        """Whether the layer has them; TensorFlow's must be equal."""
        return step.strides != (1, 1) and step.strides[0] == step.strides[1]

    def returned(self) -> str:
        if self.job.last.sums.leaves_alpha:
            return "np.concatenate([colour, alpha], axis=-1)"
        return "colour[..., 0]" if self.job.last.mixed == 1 else "colour"


def _model_name(step: Step, name: str) -> str:
    return f"{'model' if name == 'colour' else 'alpha_model'}{step.suffix}"
