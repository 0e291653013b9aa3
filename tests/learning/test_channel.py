"""Bytes go to the server, orders come back, and whoever does not know the key is not heard."""

import pickle
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from rnnviz.learning import channel
from rnnviz.learning.channel import Line, LineAddress, LineLost, OnMessage, Switchboard, own_address_towards


@pytest.fixture
def board() -> Iterator[Switchboard]:
    with Switchboard() as board:
        yield board


def hearing(heard: list[bytes], answer: str = "go") -> OnMessage:
    def on_message(message: bytes) -> str:
        heard.append(message)
        return answer

    return on_message


def call(address: LineAddress) -> socket.socket:
    return socket.create_connection((address.host, address.port), 5)


def is_hung_up(caller: socket.socket) -> bool:
    """Whether the other end closes within the timeout of the caller; what it still sends is read."""
    try:
        while caller.recv(4096):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        pass
    return True


def test_each_message_is_answered_with_what_on_message_returned(board: Switchboard) -> None:
    heard: list[bytes] = []
    orders = iter(["go", "pause", "stop"])

    def on_message(message: bytes) -> str:
        heard.append(message)
        return next(orders)

    with Line.connect(board.open_line(on_message)) as line:
        assert [line.tell(message) for message in (b"", b"two", b"\x00\xff")] == ["go", "pause", "stop"]
    assert heard == [b"", b"two", b"\x00\xff"]


def test_messages_of_many_lines_reach_their_own_ears(board: Switchboard) -> None:
    heard: dict[int, list[bytes]] = {job: [] for job in range(12)}

    def ear(job: int) -> LineAddress:
        return board.open_line(hearing(heard[job], f"{job}:"))

    def speak(job: int, address: LineAddress, answers: list[str]) -> None:
        with Line.connect(address) as line:
            answers.extend(line.tell(f"{n}".encode()) for n in range(50))

    answers: dict[int, list[str]] = {job: [] for job in heard}
    threads = [threading.Thread(target=speak, args=(job, ear(job), answers[job])) for job in heard]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert heard == {job: [f"{n}".encode() for n in range(50)] for job in heard}
    assert answers == {job: [f"{job}:"] * 50 for job in heard}


def test_a_message_of_megabytes_comes_whole(board: Switchboard) -> None:
    message = bytes(range(256)) * 40_000
    heard: list[bytes] = []
    with Line.connect(board.open_line(hearing(heard))) as line:
        line.tell(message)
    assert heard == [message]


def test_an_address_is_plain_and_does_not_show_its_secrets(board: Switchboard) -> None:
    address = board.open_line(lambda _: "go")
    assert pickle.loads(pickle.dumps(address)) == address
    assert address.token not in repr(address)
    assert repr(address.authkey) not in repr(address)


def test_a_wrong_key_is_refused(board: Switchboard) -> None:
    heard: list[bytes] = []
    address = board.open_line(hearing(heard))
    with pytest.raises(LineLost, match="does not open this line"):
        Line.connect(replace(address, authkey=b"another"))
    assert not heard


def test_a_server_that_does_not_know_the_key_is_not_told_anything(board: Switchboard) -> None:
    address = board.open_line(lambda _: "go")
    with Switchboard() as other, pytest.raises(LineLost, match="does not open this line"):
        Line.connect(replace(address, port=other.open_line(lambda _: "go").port))


def test_an_unknown_token_is_hung_up_on(board: Switchboard) -> None:
    with pytest.raises(LineLost, match="does not open this line"):
        Line.connect(replace(board.open_line(lambda _: "go"), token="nobody"))


def test_no_line_opens_after_it_was_closed(board: Switchboard) -> None:
    address = board.open_line(lambda _: "go")
    board.close_line(address.token)
    with pytest.raises(LineLost):
        Line.connect(address)


def test_a_silent_stranger_delays_nobody_and_is_hung_up_on() -> None:
    with Switchboard(seconds=0.5) as board:
        address = board.open_line(lambda _: "go")
        strangers = [call(address) for _ in range(20)]
        began = time.monotonic()
        with Line.connect(address) as line:
            assert line.tell(b"hello") == "go"
        assert time.monotonic() - began < 0.4
        assert all(is_hung_up(stranger) for stranger in strangers)
        for stranger in strangers:
            stranger.close()


def test_a_stranger_who_sends_a_byte_now_and_then_is_hung_up_on() -> None:
    with Switchboard(seconds=0.4) as board, call(board.open_line(lambda _: "go")) as stranger:
        stranger.settimeout(0.15)
        began = time.monotonic()
        while not is_hung_up(stranger) and time.monotonic() - began < 5:
            stranger.sendall(b"\x00")
        assert 0.3 < time.monotonic() - began < 2


def test_a_stranger_cannot_announce_a_giant_message(board: Switchboard) -> None:
    with call(board.open_line(lambda _: "go")) as stranger:
        stranger.sendall((10_000).to_bytes(8, "big"))
        began = time.monotonic()
        assert is_hung_up(stranger)
        assert time.monotonic() - began < 2  # Well before the time to prove oneself is over.


def test_a_message_too_large_is_refused_at_both_ends(
    board: Switchboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[bytes] = []
    with Line.connect(board.open_line(hearing(heard))) as line:
        with monkeypatch.context() as patch:
            patch.setattr(channel, "MOST_BYTES", 10)
            with pytest.raises(ValueError, match="at most 10 bytes was expected, got 11"):
                line.tell(b"x" * 11)
        line._frames._socket.sendall((2**28 + 1).to_bytes(8, "big"))
        with pytest.raises(LineLost):
            line.tell(b"are you there?")
    assert not heard


def test_an_error_of_on_message_stops_the_worker_and_is_reported() -> None:
    errors: list[Exception] = []

    def on_message(message: bytes) -> str:
        if message == b"bad":
            raise KeyError("kind")
        return "go"

    with Switchboard(on_error=errors.append) as board, Line.connect(board.open_line(on_message)) as line:
        assert [line.tell(b"bad"), line.tell(b"good")] == ["stop", "go"]
    assert [repr(error) for error in errors] == ["KeyError('kind')"]


def test_an_error_of_on_message_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with Switchboard() as board, Line.connect(board.open_line(lambda _: str(1 / 0))) as line:
        assert line.tell(b"") == "stop"
    assert "division by zero" in caplog.text


def test_a_line_that_is_closed_is_lost_at_the_next_message(board: Switchboard) -> None:
    address = board.open_line(lambda _: "go")
    with Line.connect(address) as line:
        assert line.tell(b"1") == "go"
        board.close_line(address.token)
        with pytest.raises(LineLost):
            line.tell(b"2")


def test_a_line_closed_while_it_answers_still_answers(board: Switchboard) -> None:
    addresses: list[LineAddress] = []

    def on_message(_: bytes) -> str:
        board.close_line(addresses[0].token)
        return "stop"

    addresses.append(board.open_line(on_message))
    with Line.connect(addresses[0]) as line:
        assert line.tell(b"done") == "stop"
        with pytest.raises(LineLost):
            line.tell(b"again")


def test_a_second_worker_takes_the_place_of_the_first(board: Switchboard) -> None:
    heard: list[bytes] = []
    address = board.open_line(hearing(heard))
    with Line.connect(address) as first:
        first._frames._socket.settimeout(5)
        first.tell(b"first")
        with Line.connect(address) as second:
            assert is_hung_up(first._frames._socket)
            assert second.tell(b"second") == "go"
            with pytest.raises(LineLost):
                first.tell(b"still here")
    assert heard == [b"first", b"second"]


def test_a_line_is_lost_when_the_server_is_gone() -> None:
    with Switchboard() as board:
        address = board.open_line(lambda _: "go")
        line = Line.connect(address)
        assert line.tell(b"1") == "go"
    with line, pytest.raises(LineLost):
        line.tell(b"2")
    with pytest.raises(LineLost, match=f"does not listen at 127.0.0.1:{address.port}"):
        Line.connect(address)
    with pytest.raises(RuntimeError, match="closed"):
        board.open_line(lambda _: "go")


def test_no_thread_is_left_behind() -> None:
    before = set(threading.enumerate())
    with Switchboard() as board:
        lines = [Line.connect(board.open_line(lambda _: "go")) for _ in range(3)]
        assert len(set(threading.enumerate()) - before) == 4
        assert all(thread.daemon for thread in set(threading.enumerate()) - before)
    deadline = time.monotonic() + 5
    while (left := set(threading.enumerate()) - before) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not left
    for line in lines:
        line.close()


def test_towards_this_machine_the_own_address_is_loopback() -> None:
    assert own_address_towards("127.0.0.1", 8786) == "127.0.0.1"
