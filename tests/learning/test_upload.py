"""The process that reads uploads: what it answers, what it survives, and what it may do."""

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from rnnviz.keras_file.limits import MOST_BYTES, NotReadable
from rnnviz.learning import upload, upload_worker
from rnnviz.learning.upload import FOUND, REFUSED, Lost, Reader, read_upload
from rnnviz.learning.upload_worker import answer_to
from tests.house.source import TOP
from tests.keras_files import keras_file, members_of, plain_model, zipped


@pytest.fixture(scope="module")
def model() -> bytes:
    return keras_file(plain_model(), np.random.default_rng(1))


def test_a_model_crosses_from_the_process_number_for_number(model: bytes) -> None:
    from rnnviz.keras_file.read import read_found

    expected, found = read_found(model), read_upload(model)
    assert [(plan.kind, plan.name, dict(plan.options)) for plan in found.layers] == [
        (plan.kind, plan.name, dict(plan.options)) for plan in expected.layers
    ]
    for ours, theirs in zip(found.layers, expected.layers, strict=True):
        for array, right in zip(ours.weights, theirs.weights, strict=True):
            np.testing.assert_array_equal(array, right)


def test_a_refusal_comes_as_its_sentence_and_the_next_file_is_read(model: bytes) -> None:
    with Reader() as reader:
        with pytest.raises(NotReadable, match=r"no \.keras file"):
            reader.read(b"hello")
        assert reader.read(model).name == "mine" and reader.starts == 1


def test_a_process_that_ends_is_a_sentence_and_another_takes_its_place(model: bytes) -> None:
    with Reader() as reader:
        reader.read(model)
        before = reader.pid
        assert before is not None
        os.kill(before, 9)
        os.waitid(os.P_PID, before, os.WEXITED | os.WNOWAIT)  # Dead, and not yet asked for by subprocess.
        assert reader.read(model).name == "mine"
        assert reader.starts == 2 and reader.pid != before


def _serving(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Let a process that says it is ready, and then does this, stand for the one that reads."""
    ready = "import sys, time\no = sys.stdout.buffer\no.write((5).to_bytes(8, 'big') + b'ready')\no.flush()\n"
    monkeypatch.setattr(upload, "_COMMAND", (sys.executable, "-c", ready + script))


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("time.sleep(60)", "longer than 0.3 seconds"),
        ("sys.stdin.buffer.read(8); sys.exit(1)", "ended the process that read it"),
        ("o.write(b'\\xff' * 16); o.flush(); time.sleep(60)", "ended the process that read it"),
        ("o.write((3).to_bytes(8, 'big') + b'X12'); o.flush(); time.sleep(60)", "could not be handed over"),
        ("o.write((3).to_bytes(8, 'big') + b'F12'); o.flush(); time.sleep(60)", "could not be handed over"),
    ],
)
def test_whatever_the_process_does_is_a_sentence(
    script: str, sentence: str, monkeypatch: pytest.MonkeyPatch, model: bytes
) -> None:
    _serving(monkeypatch, script)
    with Reader() as reader, pytest.raises(NotReadable, match=sentence) as refusal:
        reader.read(model, seconds=0.3)
    assert isinstance(refusal.value, Lost) == ("handed over" not in sentence)  # Else it is the file's fault.


def test_a_process_that_does_not_start_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    for command in (("/nowhere/python",), (sys.executable, "-c", "pass")):
        monkeypatch.setattr(upload, "_COMMAND", command)
        with pytest.raises(Lost, match="could not be started"):
            read_upload(b"PK")


def test_a_file_beyond_the_limit_is_not_even_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "_COMMAND", ("/nowhere/python",))
    with pytest.raises(NotReadable, match="at most 200 are read"):
        read_upload(bytes(MOST_BYTES + 1))


def test_every_error_of_reading_is_an_answer(monkeypatch: pytest.MonkeyPatch, model: bytes) -> None:
    assert answer_to(model).startswith(FOUND)

    def fail(error: BaseException) -> bytes:
        def read(raw: bytes) -> None:
            raise error

        monkeypatch.setattr(upload_worker, "read_found", read)
        return answer_to(model)

    assert fail(NotReadable("no")) == REFUSED + b"no"
    assert b"more memory" in fail(MemoryError())
    assert b"damaged" in fail(KeyError("x")) and b"damaged" in fail(RecursionError())


def test_the_server_does_not_load_hdf5_and_the_process_has_no_secrets() -> None:
    code = "import sys, rnnviz.learning.upload, rnnviz.archive; print('h5py' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "False", done.stderr
    os.environ["SECRET_OF_A_TEST"] = "1"
    try:
        with Reader() as reader:
            reader._start()
            environment = Path(f"/proc/{reader.pid}/environ")
            if environment.exists():
                assert b"SECRET" not in environment.read_bytes()
                limits = Path(f"/proc/{reader.pid}/limits").read_text().splitlines()
                space = next(line for line in limits if line.startswith("Max address space"))
                assert str(2**30) in space
    finally:
        del os.environ["SECRET_OF_A_TEST"]


def test_nothing_is_imported_from_a_folder_that_is_open_to_everybody(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, model: bytes
) -> None:
    canary = tmp_path / "canary"
    for name in ("h5py", "json", "zipfile", "rnnviz"):
        (tmp_path / f"{name}.py").write_text(f"open({str(canary)!r}, 'w')\nraise SystemExit")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert read_upload(model).name == "mine" and not canary.exists()


def test_zip_bombs_stay_within_the_limits() -> None:
    """A member that says it is small and is not, and one that says how large it is."""
    members = members_of(plain_model(), np.random.default_rng(1))
    bomb = zipped(members | {"model.weights.h5": bytes(400_000_000)}, zipfile.ZIP_DEFLATED)
    assert len(bomb) < 1_000_000
    small = bytearray(bomb)
    for mark, place in ((b"PK\3\4", 22), (b"PK\1\2", 24)):  # Where the size stands that it unpacks to.
        at = bomb.rindex(mark, 0, bomb.rindex(b"model.weights.h5")) + place
        assert int.from_bytes(bomb[at : at + 4], "little") == 400_000_000
        small[at : at + 4] = (1_000).to_bytes(4, "little")
    first = bomb.index(b"PK\3\4", bomb.index(b"config.json"))
    small[first + 22 : first + 26] = (1_000).to_bytes(4, "little")
    with Reader() as reader:
        with pytest.raises(NotReadable, match="would unpack to 400.0 MB"):
            reader.read(bomb)
        with pytest.raises(NotReadable, match="damaged"):
            reader.read(bytes(small))
        assert reader.starts == 1
