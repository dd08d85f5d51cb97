"""The textbooks reproduced: every example's numbers, as its session and its text have them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.ndimage import correlate, uniform_filter
from scipy.signal import correlate2d

from convstudio.errors import ArgumentValueError
from convstudio.imaging.picture import Picture
from convstudio.imaging.reading import read_picture
from convstudio.numerics.geometry import Region
from convstudio.numerics.sizes import receptive_field
from convstudio.numerics.validation import FloatArray
from convstudio.pipeline.bank import Bank
from convstudio.pipeline.convolution import Convolution
from convstudio.pipeline.examples import EXAMPLES, example_named, example_of
from convstudio.pipeline.locally import LocallyConnected
from convstudio.pipeline.pipeline import Pipeline
from convstudio.pipeline.rendering import check, render
from convstudio.pipeline.storage.session_file import StoredSession, read_session
from convstudio.pipeline.viewing import layer_maps, picture_maps
from tests.pipeline.code import running  # noqa: F401 - tells Keras what to compute with


def _opened(name: str) -> tuple[StoredSession, Picture]:
    example = example_named(name)
    assert example is not None
    stored = read_session(example.session)
    assert stored.picture is not None
    assert stored.picture.beside is not None
    return stored, read_picture(stored.picture.beside)


def _maps(name: str, layer: int | None = None, **settings) -> FloatArray:
    """All maps of a layer, the last by default, (rows, columns, maps); settings are the layer's."""
    stored, picture = _opened(name)
    layers = stored.pipeline.layers if layer is None else stored.pipeline.layers[:layer]
    layers = (*layers[:-1], replace(layers[-1], **settings))
    return _rendered(replace(stored.pipeline, layers=layers), picture)


def _rendered(pipeline: Pipeline, picture: Picture) -> FloatArray:
    return render(pipeline, picture, Region(0, 0, *check(pipeline, picture))).values


def _rows(values: FloatArray, row: list[float], count: int) -> None:
    np.testing.assert_array_equal(values[..., 0], [row] * count)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_every_example_can_be_opened_and_rendered(example) -> None:
    stored, picture = _opened(example.name)
    assert np.isfinite(_rendered(stored.pipeline, picture)).all()
    assert example.title
    assert example_of(example.session) == example


def test_no_other_file_is_an_example(tmp_path) -> None:
    assert example_of(tmp_path / "vertical-line.convstudio") is None
    assert example_named("nothing") is None


def test_a_vertical_line() -> None:
    _rows(_maps("vertical-line"), [0, 0, 3, 3, 0, 0], 6)
    level = _opened("two-lines")[0].pipeline.layers[0]
    assert isinstance(level, Bank)
    turned = level.filters[1].planes[0]
    assert turned.weights == ((0, 0, 0), (1, 1, 1), (0, 0, 0))
    _rows(_maps("vertical-line", kernel=turned), [0, 1, 2, 2, 1, 0], 6)


def test_a_bump_in_a_signal() -> None:
    _, picture = _opened("bump")
    assert picture.pixels[..., 0].tolist() == [[0, 0, 0, 1, 1, 0, 0, 0]]
    _rows(_maps("bump"), [0, 0, 1, 1, 0, 0], 1)
    _rows(_maps("bump", padding="same"), [0, 0, 0, 1, 1, 0, 0, 0], 1)
    layer = _opened("bump")[0].pipeline.layers[0]
    assert isinstance(layer, Convolution)
    for weights, expected in (
        ((1, 1, 1), [0, 1, 2, 2, 1, 0]),
        ((-1, 0, 1), [0, 1, 1, -1, -1, 0]),
    ):
        _rows(_maps("bump", kernel=replace(layer.kernel, weights=(weights,))), expected, 1)


def test_two_line_detectors_and_both_combined() -> None:
    first = _maps("two-lines", 1)
    _rows(first[..., :1], [0, 0, 3, 3, 0, 0], 6)
    _rows(first[..., 1:], [0, 1, 2, 2, 1, 0], 6)
    _rows(_maps("two-lines"), [0, 1, 5, 5, 1, 0], 6)
    _rows(_maps("two-lines", mode="maximum"), [0, 1, 3, 3, 1, 0], 6)


def test_5_by_5_with_stride_2() -> None:
    _, picture = _opened("step-by-step")
    numbers = np.arange(169).reshape(13, 13)
    np.testing.assert_array_equal(picture.pixels[..., 0], numbers)
    found = _maps("step-by-step")[..., 0]
    assert found.shape == (5, 5)
    # The mean of a block is the number in its middle.
    np.testing.assert_array_equal(found, numbers[2:11:2, 2:11:2])
    assert found[0, 0] == 28
    assert _maps("step-by-step", strides=5).shape[:2] == (2, 2)


def test_a_stride_that_does_not_fit() -> None:
    found = _maps("stride-that-does-not-fit")
    assert found.shape == (3, 3, 1)
    assert not found.any()
    with pytest.raises(ArgumentValueError) as refused:
        _maps("stride-that-does-not-fit", exact=True)
    assert "1" in refused.value.hint
    assert "5" in refused.value.hint
    for stride, size in ((1, 6), (5, 2)):
        reached = _maps("stride-that-does-not-fit", strides=stride, exact=True)
        assert reached.shape[:2] == (size, size)
        assert reached[-1].any()
        assert reached[:, -1].any()
    assert _maps("stride-that-does-not-fit", padding="same", exact=True).shape[:2] == (4, 4)


def test_padding_that_keeps_9_by_9() -> None:
    found = _maps("padding-that-keeps")[..., 0]
    assert found.shape == (9, 9)
    assert (found[1:-1, 1:-1] == 9).all()
    assert found[0, 0] == found[0, -1] == found[-1, 0] == found[-1, -1] == 4
    for edge in (found[0, 1:-1], found[-1, 1:-1], found[1:-1, 0], found[1:-1, -1]):
        assert (edge == 6).all()
    assert (_maps("padding-that-keeps", padding="valid") == np.full((7, 7, 1), 9)).all()
    assert (_maps("padding-that-keeps", border="edge") == 9).all()


def test_uneven_padding_beside_even() -> None:
    _, picture = _opened("uneven-padding")
    pixels = picture.pixels[..., 0].astype(float)
    box = np.full((3, 3), 1 / 9)
    after = correlate2d(np.pad(pixels, (0, 1)), box, "valid")[::2, ::2]
    around = correlate2d(np.pad(pixels, 1), box, "valid")[::2, ::2]
    uneven, even = _maps("uneven-padding")[..., 0], _maps("uneven-padding", padding=1)[..., 0]
    np.testing.assert_allclose(uneven, after, rtol=1e-6)
    np.testing.assert_allclose(even, around, rtol=1e-6)
    assert uneven.shape == even.shape == (4, 4)
    difference = (uneven - even)[1:3, 1:3]
    np.testing.assert_array_equal(difference, [[18, 18], [18, 18]])
    same = _maps("uneven-padding", strides=1)
    np.testing.assert_array_equal(same, _maps("uneven-padding", strides=1, padding=1))


def test_pytorch_pads_as_the_example_says() -> None:
    torch = pytest.importorskip("torch", reason="no PyTorch here")
    _, picture = _opened("uneven-padding")
    pixels = torch.tensor(picture.pixels[..., 0].astype(float))[None, None]
    box = torch.full((1, 1, 3, 3), 1 / 9, dtype=torch.float64)
    theirs = torch.nn.functional.conv2d(pixels, box, stride=2, padding=1)[0, 0].numpy()
    np.testing.assert_allclose(_maps("uneven-padding", padding=1)[..., 0], theirs, rtol=1e-6)


def test_keras_pads_as_the_example_says() -> None:
    keras = pytest.importorskip("keras", reason="no Keras here")
    _, picture = _opened("uneven-padding")
    pixels = picture.pixels[np.newaxis].astype(np.float32)
    box = np.full((3, 3, 1, 1), 1 / 9, np.float32)
    theirs = np.asarray(keras.ops.conv(pixels, box, strides=2, padding="same"))[0, ..., 0]
    np.testing.assert_allclose(_maps("uneven-padding")[..., 0], theirs, rtol=1e-5)


def _volume(name: str, index: int) -> FloatArray:
    """What SciPy makes of a filter that sums over all channels of a photograph."""
    stored, picture = _opened(name)
    bank = stored.pipeline.layers[0]
    assert isinstance(bank, Bank)
    kernel = bank.filters[index].planes[0]
    weights = np.repeat((kernel.array / kernel.divisor)[..., np.newaxis], 3, axis=2)
    whole = correlate(picture.pixels.astype(float), weights, mode="constant")
    return np.asarray(whole[1:-1, 1:-1, 1])


def test_edge_and_mean_of_a_photograph_at_once() -> None:
    found = _maps("edge-and-mean")
    assert found.shape == (398, 598, 2)
    np.testing.assert_array_equal(found[..., 0], _volume("edge-and-mean", 0) + 1)
    np.testing.assert_allclose(found[..., 1], _volume("edge-and-mean", 1), rtol=1e-6)
    stored, picture = _opened("edge-and-mean")
    means = uniform_filter(picture.pixels.astype(float).mean(axis=2), 3)[1:-1, 1:-1]
    np.testing.assert_allclose(found[..., 1], means, rtol=1e-5)  # of 27 numbers, from 0 to 255
    assert stored.pipeline.tone.mode == "equalize"


def test_the_same_with_relu() -> None:
    found, plain = _maps("edge-and-mean-relu"), _maps("edge-and-mean")
    assert (plain[..., 0] < 0).any()
    np.testing.assert_array_equal(found, np.maximum(plain, 0))
    np.testing.assert_array_equal(found[..., 1], plain[..., 1])


def test_32_filters_on_a_digit() -> None:
    stored, picture = _opened("conv1")
    (layer,) = stored.pipeline.layers
    assert isinstance(layer, Bank)
    assert layer.name == "conv1"
    assert layer.parameters(picture_maps(picture)) == 832
    found = _maps("conv1")
    assert found.shape == (28, 28, 32)
    for index in (0, 13, 31):
        weights = layer.array(1)[:, :, 0, index]
        expected = np.maximum(correlate(picture.pixels[..., 0] * 1.0, weights, mode="constant"), 0)
        np.testing.assert_allclose(found[..., index], expected, rtol=1e-4, atol=1e-3)
    limit = np.sqrt(6 / (25 + 800))
    assert 0.95 * limit < np.abs(layer.array(1)).max() <= limit
    assert layer.parameters(picture_maps(picture)) == 832
    assert _maps("conv1", padding="valid").shape == (24, 24, 32)
    linear = _maps("conv1", activation="none")
    assert np.mean(linear < 0) == pytest.approx(np.mean(linear > 0), abs=0.02)
    assert np.mean(linear == 0) > 0.4  # where the background is 0


def test_shared_against_local_weights() -> None:
    stored, picture = _opened("shared-or-local")
    shared, local = stored.pipeline.layers
    assert isinstance(local, LocallyConnected)
    assert shared.parameters(picture_maps(picture)) == 10
    assert local.parameters(picture_maps(picture)) == 6 * 6 * 9 + 1 == 325
    found = _maps("shared-or-local")
    _rows(found[:3], [0, 0, 3, 3, 0, 0], 3)
    _rows(found[3:], [0, 1, 2, 2, 1, 0], 3)
    _rows(_rendered(Pipeline((replace(shared, on=True),)), picture), [0, 0, 3, 3, 0, 0], 6)


def test_1_by_1_mixes_the_channels() -> None:
    stored, picture = _opened("mix-of-channels")
    found, pixels = _maps("mix-of-channels"), picture.pixels.astype(float)
    assert found.shape == (400, 600, 3)
    np.testing.assert_allclose(found[..., 0], pixels @ [0.2126, 0.7152, 0.0722], rtol=1e-5)
    np.testing.assert_array_equal(found[..., 1], pixels[..., 0] - pixels[..., 1])
    np.testing.assert_allclose(found[..., 2], pixels.mean(axis=2), rtol=1e-5)
    assert stored.pipeline.layers[0].parameters(picture_maps(picture)) == 12
    assert found[300, 170, 1] == 94  # of the saucer
    assert abs(found[190, 239, 1]) < 30  # of the white rim


def test_max_pooling() -> None:
    np.testing.assert_array_equal(_maps("max-pooling")[..., 0], [[180, 240], [90, 120]])
    mean = _maps("max-pooling", mode="average")[..., 0]
    np.testing.assert_array_equal(mean, [[97.5, 157.5], [60, 60]])
    assert _maps("max-pooling", strides=1).shape[:2] == (3, 3)


def test_three_layers_see_further_than_one() -> None:
    found = _maps("receptive-field")[..., 0]
    assert found[7].tolist() == [0] * 4 + [7, 21, 42, 49, 42, 21, 7] + [0] * 4
    for layers, reach in ((1, 3), (2, 5), (3, 7)):
        rows = np.flatnonzero(_maps("receptive-field", layers)[:, 7, 0])
        assert len(rows) == reach
        assert receptive_field([3] * layers) == (reach, reach)
    assert receptive_field([(3, 2), 3, 3]) == (11, 11)
    assert receptive_field([(3, 1, 2), 3, 3]) == (9, 9)


def test_edges_from_two_sobel_kernels() -> None:
    stored, picture = _opened("sobel-magnitude")
    pixels = picture.pixels[..., 0].astype(float)
    sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    across, down = (correlate(pixels, one, mode="nearest") for one in (sobel, sobel.T))
    found = _maps("sobel-magnitude", 1)
    np.testing.assert_array_equal(found[..., 0], across)
    np.testing.assert_array_equal(found[..., 1], down)
    magnitude = _maps("sobel-magnitude")[..., 0]
    np.testing.assert_allclose(magnitude, np.hypot(across, down), rtol=1e-6)
    assert magnitude[197, 240] == pytest.approx(516.2, abs=0.05)  # the edge of the text
    assert [maps.count for maps in layer_maps(stored.pipeline, picture)] == [2, 1]


def test_im2col_is_one_product() -> None:
    _, picture = _opened("one-product")
    pixels = picture.pixels[..., 0].astype(float)
    np.testing.assert_array_equal(pixels, 10 * np.arange(1, 26).reshape(5, 5))
    found = _maps("one-product")
    assert (found[..., 0] == 80).all()
    places = np.lib.stride_tricks.sliding_window_view(pixels, (3, 3)).reshape(-1)
    assert [np.count_nonzero(places == pixel) for pixel in (pixels[2, 2], pixels[0, 0])] == [9, 1]
    np.testing.assert_array_equal(found[..., 1], pixels[1:4, 1:4])
