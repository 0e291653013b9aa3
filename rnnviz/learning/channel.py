"""How a worker tells the server of its work: lines of bytes, each message answered with an order.

A switchboard in the server listens; a job is given the address of a line of its own and connects. Both
ends prove that they know the key (the challenge of `multiprocessing.connection`); after that only bytes
pass, no pickles, so that whoever speaks can be wrong but cannot run anything. Nothing is encrypted:
beyond one machine this is for a network one trusts.
"""

import logging
import secrets
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import AuthenticationError
from multiprocessing.connection import answer_challenge, deliver_challenge
from typing import Any, Self

OnMessage = Callable[[bytes], str]
OnError = Callable[[Exception], object]

MOST_BYTES = 256 * 2**20  # In one message. The weights of the largest model offered are far below.
MOST_BYTES_OF_A_STRANGER = 256  # As in multiprocessing.connection: a challenge or a token.
SECONDS_TO_CONNECT = 10.0
_LENGTH_BYTES = 8
_OPENED = b"open"
# A machine that vanished sends no goodbye. So the system asks after a minute of silence, and gives up.
_KEEP_ALIVE = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 6, "TCP_USER_TIMEOUT": 120_000}

_log = logging.getLogger(__name__)


class LineLost(OSError):
    """Nobody answers at the other end of a line, or not as agreed."""


@dataclass(frozen=True)
class LineAddress:
    """Where a job finds its line: plain values, to be pickled. Whoever has it can speak on the line.

    Args:
        host: the server, as seen from the worker.
        port: where the switchboard listens.
        authkey: what both ends must know.
        token: which line of the switchboard.
    """

    host: str
    port: int
    authkey: bytes = field(repr=False)
    token: str = field(repr=False)


class _Frames:
    """A socket that carries whole messages: eight bytes of length, then as many bytes."""

    def __init__(self, connected: socket.socket, seconds: float):
        self._socket = connected
        self._deadline: float | None = time.monotonic() + seconds
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEP_ALIVE.items():
            with suppress(AttributeError, OSError):  # Not every system has every option.
                connected.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)

    def take_all_the_time_needed(self) -> None:
        """Lift the deadline that held until now."""
        self._deadline = None
        self._socket.settimeout(None)

    def send_bytes(self, message: bytes) -> None:
        self._mind_the_deadline()
        self._socket.sendall(len(message).to_bytes(_LENGTH_BYTES, "big"))
        self._socket.sendall(message)

    def recv_bytes(self, most: int = MOST_BYTES) -> bytes:
        """The next message. EOFError when the other end hung up, OSError when the message is too long."""
        length = int.from_bytes(self._exactly(_LENGTH_BYTES), "big")
        if length > most:  # Asked before anything is allocated.
            raise OSError(f"a message of at most {most} bytes was expected, got one of {length}")
        return bytes(self._exactly(length))

    def _exactly(self, count: int) -> bytearray:
        buffer = bytearray(count)
        view, done = memoryview(buffer), 0
        while done < count:
            self._mind_the_deadline()
            if not (got := self._socket.recv_into(view[done:])):
                raise EOFError("the other end hung up")
            done += got
        return buffer

    def _mind_the_deadline(self) -> None:
        # Set anew at each step: one byte every few seconds must not keep a stranger in the door.
        if self._deadline is not None:
            self._socket.settimeout(max(self._deadline - time.monotonic(), 0.001))

    def hear_no_more(self) -> None:
        """End the reading, from any thread; an answer on its way is still sent."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RD)

    def close(self) -> None:
        self._socket.close()


class _Subscriber:
    """A line as the server sees it: who answers, and on which connection the worker is."""

    def __init__(self, on_message: OnMessage):
        self.on_message = on_message
        self.frames: _Frames | None = None
        self.answering = threading.Lock()  # So that on_message is never in two threads at once.


class Switchboard:
    """The server's end of all lines: one port, one key, daemon threads, which never keep a process alive.

    A stranger who connects and says nothing has `seconds` until he is hung up on, and delays nobody.

    Args:
        host: the address of this machine to listen at, which is also the one that workers connect to.
        on_error: is given what an `on_message` raised; by default it is logged.
        seconds: how long the challenge and the token may take.

    Raises:
        OSError: if this machine has no such address.
    """

    def __init__(self, host: str = "127.0.0.1", on_error: OnError | None = None, seconds: float = 5.0):
        self._host, self._seconds = host, seconds
        self._on_error: OnError = on_error or _log_error
        self._authkey = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._subscribers: dict[str, _Subscriber] = {}
        self._connections: set[_Frames] = set()
        self._is_closed = False
        family, *_, address = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)[0]
        self._listener = socket.create_server(address[:2], family=family, backlog=128)
        self._port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, name="switchboard", daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open_line(self, on_message: OnMessage) -> LineAddress:
        """A new line.

        Args:
            on_message: is called with each message, one at a time, in a thread of the line; what it
                returns is the answer. If it raises, the worker is told to "stop".

        Returns:
            What the worker needs to connect. When a second worker connects with the same address, the
            first is hung up on: a scheduler that believed it dead has started the job again.

        Raises:
            RuntimeError: if the switchboard is closed.
        """
        token = secrets.token_hex(16)
        with self._lock:
            if self._is_closed:
                raise RuntimeError("the switchboard is closed")
            self._subscribers[token] = _Subscriber(on_message)
        return LineAddress(self._host, self._port, self._authkey, token)

    def close_line(self, token: str) -> None:
        """Hang up, and know this token no more.

        A message that is being answered still gets its answer, so `on_message` may call this.
        """
        with self._lock:
            subscriber = self._subscribers.pop(token, None)
            frames = subscriber.frames if subscriber else None
        if frames:
            frames.hear_no_more()

    def close(self) -> None:
        """Hang up on all and listen no more. Workers get LineLost at their next message."""
        with self._lock:
            self._is_closed = True
            self._subscribers.clear()
            connections = tuple(self._connections)
        with suppress(OSError):  # Closing alone does not wake the thread that waits in accept.
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for frames in connections:
            frames.hear_no_more()

    def _accept(self) -> None:
        while not self._is_closed:
            try:
                connected, _ = self._listener.accept()
            except OSError:  # Closed; or a caller who left again, or no file descriptor free.
                time.sleep(0.05)
                continue
            try:
                threading.Thread(target=self._serve, args=(connected,), name="line", daemon=True).start()
            except RuntimeError:  # No more threads: hang up, and go on listening.
                connected.close()

    def _serve(self, connected: socket.socket) -> None:
        with connected:
            try:
                frames = _Frames(connected, self._seconds)
                with self._lock:
                    if self._is_closed:
                        return
                    self._connections.add(frames)
            except OSError:
                return
            try:
                self._welcome_and_answer(frames)
            except (EOFError, OSError, AuthenticationError) as error:
                _log.debug("a line ended: %s", error)
            finally:
                with self._lock:
                    self._connections.discard(frames)

    def _welcome_and_answer(self, frames: _Frames) -> None:
        _prove_to_each_other(frames, self._authkey, is_server=True)
        token = frames.recv_bytes(MOST_BYTES_OF_A_STRANGER).decode("ascii", "replace")
        with self._lock:
            subscriber = self._subscribers.get(token)
            if subscriber is None:
                return
            elder, subscriber.frames = subscriber.frames, frames
        if elder:
            elder.hear_no_more()
        frames.send_bytes(_OPENED)
        frames.take_all_the_time_needed()
        while True:
            message = frames.recv_bytes()
            with subscriber.answering:
                if subscriber.frames is not frames or self._subscribers.get(token) is not subscriber:
                    return
                answer = self._answer(subscriber, message)
            frames.send_bytes(answer)

    def _answer(self, subscriber: _Subscriber, message: bytes) -> bytes:
        try:
            return subscriber.on_message(message).encode("ascii")
        except Exception as error:  # Whatever it is, the worker shall not go on unheard.
            try:
                self._on_error(error)
            except Exception as another:
                _log_error(another)
            return b"stop"


class Line:
    """The worker's end of a line, for one thread. A context manager, which hangs up at its end."""

    def __init__(self, frames: _Frames):
        self._frames = frames

    @classmethod
    def connect(cls, address: LineAddress) -> Self:
        """Connect to the line at this address.

        Raises:
            LineLost: if nobody listens there, the key is wrong, or there is no such line (any more).
        """
        where = f"{address.host}:{address.port}"
        try:
            connected = socket.create_connection((address.host, address.port), SECONDS_TO_CONNECT)
        except OSError as error:
            raise LineLost(f"the server does not listen at {where}: {error}") from error
        frames = _Frames(connected, SECONDS_TO_CONNECT)
        try:
            _prove_to_each_other(frames, address.authkey, is_server=False)
            frames.send_bytes(address.token.encode("ascii"))
            if frames.recv_bytes(MOST_BYTES_OF_A_STRANGER) != _OPENED:
                raise LineLost(f"the server at {where} does not open lines")
        except (EOFError, OSError, AuthenticationError) as error:
            frames.close()
            raise LineLost(f"the server at {where} does not open this line: {error}") from error
        frames.take_all_the_time_needed()
        return cls(frames)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def tell(self, message: bytes) -> str:
        """Send a message, and wait for the order that answers it.

        Raises:
            LineLost: if the server is gone or has closed this line.
            ValueError: if the message is larger than a line carries.
        """
        if len(message) > MOST_BYTES:
            raise ValueError(f"a message of at most {MOST_BYTES} bytes was expected, got {len(message)}")
        try:
            self._frames.send_bytes(message)
            return self._frames.recv_bytes(MOST_BYTES_OF_A_STRANGER).decode("ascii")
        except (EOFError, OSError) as error:
            raise LineLost(f"the server hung up: {error}") from error

    def close(self) -> None:
        """Hang up."""
        self._frames.close()


def own_address_towards(host: str, port: int) -> str:
    """The address of this machine as another one sees it. Nothing is sent.

    Raises:
        OSError: if there is no way to that host.
    """
    family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.connect(address)  # Of a datagram socket this only chooses the way.
        return str(probe.getsockname()[0])


def _prove_to_each_other(frames: _Frames, authkey: bytes, is_server: bool) -> None:
    """Both ends show that they know the key, without sending it.

    Raises:
        AuthenticationError: if the other end does not.
    """
    connection: Any = frames  # These two want no more than send_bytes and recv_bytes.
    steps = (deliver_challenge, answer_challenge) if is_server else (answer_challenge, deliver_challenge)
    for step in steps:
        try:
            step(connection, authkey)
        except AssertionError as error:  # Python 3.11 asserts where 3.12 raises.
            raise AuthenticationError("no challenge came") from error


def _log_error(error: Exception) -> None:
    _log.error("a message from a worker could not be taken", exc_info=error)
