"""What the browser is sent of the cliff."""

import json

import numpy as np

from rnnviz.analysis.cliff import CliffSpec, descend, surface_of
from rnnviz.analysis.cliff_landmarks import landmarks_of
from rnnviz.components.cliff_payload import COLUMNS, pack_cliff
from rnnviz.figures.cliff import step_said


def test_every_step_is_sent_with_what_was_done_to_it() -> None:
    spec = CliffSpec()
    descents, surface = descend(spec, 15), surface_of(spec, 60, 50)
    packed = pack_cliff(spec, surface, descents, {"size": "normal", "version": 0, "step": 6})
    length = int.from_bytes(packed[:4], "little")
    header, floats = json.loads(packed[4 : 4 + length]), np.frombuffer(packed[4 + length :], "<f4")

    def array(reference: list[int]) -> np.ndarray:
        offset, rows, columns = reference
        return floats[offset : offset + rows * columns].reshape(rows, columns)

    np.testing.assert_allclose(array(header["grid"]), np.log10(np.maximum(surface.loss, 1e-6)), rtol=1e-5)
    for sent, descent in zip(header["descents"], descents, strict=True):
        np.testing.assert_allclose(array(sent["places"]), descent.places, rtol=1e-6)
        np.testing.assert_allclose(array(sent["cuts"]) * spec.threshold, descent.clipped, rtol=1e-6)
        known = descent.norms > 0
        np.testing.assert_allclose(array(sent["norms"])[0][known], np.log10(descent.norms[known]), rtol=1e-4)
        np.testing.assert_allclose(np.hypot(*array(sent["directions"])[known].T), 1, rtol=1e-6)
        assert sent["says"] == [step_said(spec, descent, n) for n in range(16)]
        assert [bool(away) for away in sent["away"]] == [
            not spec.window.holds(*each) for each in descent.places
        ]
    sent_marks, marks = header["landmarks"], landmarks_of(surface, False, descents)
    np.testing.assert_allclose(array(sent_marks["target"])[0], marks.target, rtol=1e-5)
    np.testing.assert_allclose(array(sent_marks["cliff"])[0], marks.cliff, rtol=1e-5)
    assert [tuple(plain["place"]) for plain in sent_marks["plains"]] == [each[:2] for each in marks.plains]
    assert len(header["rows"]) == 3 * 16 and {len(row) for row in header["rows"]} == {len(COLUMNS)}


def test_what_is_not_finite_is_sent_as_valid_json() -> None:
    spec = CliffSpec("relu", timesteps=500, start=(50.0, 1.0))
    descents = descend(spec, 2)
    packed = pack_cliff(spec, surface_of(spec, 3, 3), descents, {"size": "normal", "version": 0, "step": 0})
    text = packed[4 : 4 + int.from_bytes(packed[:4], "little")].decode()
    header = json.loads(text, parse_constant=lambda name: (_ for _ in ()).throw(AssertionError(name)))
    assert header["descents"][0]["away"][1] == "not finite"
    assert header["rows"][3][:4] == ["1", "not clipped", "minus infinite", "minus infinite"]
