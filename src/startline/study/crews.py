"""Who does the work: this process, a pool of processes, or a Dask cluster. The same work for each.

A crew takes portions and gives them back finished, or lost where their worker ended.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from typing import Any, Protocol

from startline.study.errors import StudyRefused
from startline.study.sweeps import Finished, Portion

Task = Callable[[Portion], Finished]
Outcome = tuple[Portion, Finished | None]
"""A portion and what became of it; None where its worker ended before it was done."""

AT_ONCE = 2  # portions in hand for each worker, so that none waits for the next
CONNECT_S = 20


class Crew(Protocol):
    """Hands out portions."""

    @property
    def n_workers(self) -> int:
        """How many work at once."""

    @property
    def n_in_hand(self) -> int:
        """How many portions are being done."""

    def start(self, portion: Portion) -> None:
        """Begin a portion."""

    def finished(self) -> list[Outcome]:
        """Wait for at least one portion, and give back all that are done or lost."""


class Alone:
    """This process, one portion after the other."""

    n_workers = 1

    def __init__(self, task: Task) -> None:
        self._task, self._in_hand = task, list[Portion]()

    @property
    def n_in_hand(self) -> int:
        """How many portions are being done."""
        return len(self._in_hand)

    def start(self, portion: Portion) -> None:
        """Begin a portion."""
        self._in_hand.append(portion)

    def finished(self) -> list[Outcome]:
        """The next portion, done."""
        portion = self._in_hand.pop(0)
        return [(portion, self._task(portion))]


class Pool:
    """Processes of this machine. When one of them ends, all are replaced and nothing is lost."""

    def __init__(self, task: Task, n_workers: int) -> None:
        self._task, self.n_workers = task, n_workers
        self._in_hand: dict[Future[Finished], Portion] = {}
        self._pool = self._new()

    def _new(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self.n_workers, mp_context=get_context("spawn"), initializer=_end_with_us
        )

    @property
    def n_in_hand(self) -> int:
        """How many portions are being done."""
        return len(self._in_hand)

    def start(self, portion: Portion) -> None:
        """Begin a portion."""
        try:
            future = self._pool.submit(self._task, portion)
        except BrokenProcessPool:  # a worker ended since we last looked
            future = Future()
            future.set_exception(BrokenProcessPool())
        self._in_hand[future] = portion

    def finished(self) -> list[Outcome]:
        """Wait for at least one portion, and give back all that are done or lost."""
        done, _ = wait(self._in_hand, return_when=FIRST_COMPLETED)
        outcomes: list[Outcome] = []
        broken = False
        for future in done:
            lost = isinstance(future.exception(), BrokenProcessPool)
            portion = self._in_hand.pop(future)
            outcomes.append((portion, None if lost else future.result()))
            broken = broken or lost
        if broken:
            outcomes += [(portion, None) for portion in self._in_hand.values()]
            self._in_hand.clear()
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = self._new()
        return outcomes

    def close(self) -> None:
        """End the processes; what is in their hands is finished, nothing more begun."""
        self._pool.shutdown(cancel_futures=True)


def _end_with_us() -> None:
    """A worker leaves Ctrl-C to its parent, and ends when the parent does, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_after_parent, daemon=True).start()


def _end_after_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class Cluster:
    """The workers of a Dask cluster. One that ends is replaced by its own keeper, if it has one."""

    def __init__(self, task: Task, client: Any, distributed: Any) -> None:
        self._task, self._client, self._distributed = task, client, distributed
        self._in_hand: dict[Any, Portion] = {}

    @property
    def n_workers(self) -> int:
        """How many threads the cluster has now; one at least."""
        threads: dict[str, int] = self._client.nthreads()
        return max(1, sum(threads.values()))

    @property
    def n_in_hand(self) -> int:
        """How many portions are being done."""
        return len(self._in_hand)

    def start(self, portion: Portion) -> None:
        """Begin a portion."""
        self._in_hand[self._client.submit(self._task, portion, pure=False)] = portion

    def finished(self) -> list[Outcome]:
        """Wait for at least one portion, and give back all that are done or lost."""
        self._distributed.wait(list(self._in_hand), return_when="FIRST_COMPLETED")
        outcomes: list[Outcome] = []
        for future in [one for one in self._in_hand if one.done()]:
            portion = self._in_hand.pop(future)
            lost = isinstance(future.exception(), self._distributed.KilledWorker)
            outcomes.append((portion, None if lost else future.result()))
            future.release()
        return outcomes


@contextmanager
def a_crew(task: Task, *, jobs: int, cluster: str | None) -> Iterator[Crew]:
    """The crew that was asked for.

    Raises:
        StudyRefused: if a cluster was asked for and Dask is missing, or nobody answers there.
    """
    if cluster is not None:
        with _client(cluster, jobs) as (client, distributed):
            yield Cluster(task, client, distributed)
    elif jobs == 1:
        yield Alone(task)
    else:
        pool = Pool(task, jobs)
        try:
            yield pool
        finally:
            pool.close()


@contextmanager
def _client(address: str, jobs: int) -> Iterator[tuple[Any, Any]]:
    try:
        import distributed
    except ModuleNotFoundError:
        hint = "Install it: pip install 'startline[cluster]'; or leave --cluster out."
        raise StudyRefused("A cluster needs Dask; it is missing.", hint=hint) from None
    if address == "local":
        with (
            distributed.LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=jobs, threads_per_worker=1, dashboard_address=None, silence_logs=50
            ) as cluster,
            distributed.Client(cluster) as client,  # type: ignore[no-untyped-call]
        ):
            yield client, distributed
        return
    try:
        client = distributed.Client(address, timeout=CONNECT_S)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        hint = "Give the address of a Dask scheduler, such as tcp://10.0.0.5:8786, or local."
        raise StudyRefused(f"No cluster answers at {address} ({error}).", hint=hint) from None
    with client:
        yield client, distributed
