"""Waiting for slow work in such a way that it can be stopped."""

from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")
_BEAT = 0.3  # seconds; Gradio can stop a function only where it yields


class _Done:
    """The end of the work, with what it failed with."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def with_beats(work: Callable[[], Iterator[T]]) -> Iterator[T | None]:
    """Yield what the work yields from a thread of its own, and None in between while there is nothing new.

    What the work raises is raised here. Where nobody waits any more it ends at its next item.
    """
    items: SimpleQueue[T | _Done] = SimpleQueue()
    unwanted = Event()

    def run() -> None:
        try:
            for item in work():
                if unwanted.is_set():
                    return
                items.put(item)
            items.put(_Done(None))
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            items.put(_Done(error))

    Thread(target=run, daemon=True).start()
    try:
        while True:
            try:
                item = items.get(timeout=_BEAT)
            except Empty:
                yield None
                continue
            if isinstance(item, _Done):
                if item.error is not None:
                    raise item.error
                return
            yield item
    finally:
        unwanted.set()
