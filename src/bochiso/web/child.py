"""A process of the server's own, started when it is first called, which takes one question at a time."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from threading import Lock


class Gone(Exception):
    """The process ended before it answered, or was told to."""


class Child:
    """`run` is called in the process with its end of the line and `given`. `call` blocks: use a thread of its own."""

    def __init__(self, run: Callable[..., None], *given: object) -> None:
        self._run, self._given = run, given
        self._process: multiprocessing.process.BaseProcess | None = None
        self._line: Connection | None = None
        self._starting = Lock()
        self._closed = False

    def call(self, question: object) -> object:
        """What the process answers. Raises `Gone`; the next call starts a new one."""
        try:
            line = self._started()
            line.send(question)
            return line.recv()
        except (EOFError, OSError):
            self.stop()
            raise Gone from None

    def close(self) -> None:
        """End the process at once and for good."""
        self._closed = True
        self.stop()

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        with self._starting:
            if self._process is not None:
                self._process.kill()
                self._process.join(timeout=2)
            if self._line is not None:
                self._line.close()
            self._process = self._line = None

    def _started(self) -> Connection:
        with self._starting:
            if self._closed:
                raise EOFError
            if self._line is None:
                context = multiprocessing.get_context("spawn")
                self._line, theirs = context.Pipe()
                self._process = context.Process(target=self._run, args=(theirs, *self._given), daemon=True)
                self._process.start()
                theirs.close()
            return self._line
