"""Things found before, at hand until there are too many."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

Thing = TypeVar("Thing")


class Shelf:
    """Holds at most `most` things; the one longest not asked for goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._things: OrderedDict[Hashable, object] = OrderedDict()

    def kept(self, key: Hashable, make: Callable[[], Thing]) -> Thing:
        """The thing under this key, or what `make` makes now. Errors are not kept."""
        if key not in self._things:
            self._things[key] = make()
            while len(self._things) > self._most:
                self._things.popitem(last=False)
        self._things.move_to_end(key)
        return self._things[key]  # type: ignore[return-value]

    def drop(self, which: Callable[[Hashable], bool]) -> None:
        """Let go of the things with such keys."""
        for key in [key for key in self._things if which(key)]:
            del self._things[key]
