"""Many runs in parallel, with Dask: on this machine, or on a cluster that is there already.

Dask and what it needs are heavy: they are imported when they are used (the extra `cluster`). A run
is a process of its own, so a worker only waits for it: it needs one thread and hardly any memory.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

SYNCHRONOUS = "synchronous"


@dataclass(frozen=True)
class Place:
    """Where to compute.

    Parameters:
        scheduler: the address of a Dask scheduler, such as "tcp://host:8786". None: a cluster of
            processes on this machine, for as long as it takes. "synchronous": in this process, one
            run after the other.
        workers: how many runs at a time on this machine; None: one per core.
    """

    scheduler: str | None = None
    workers: int | None = None


def compute(
    function: Callable[[Job], Result], jobs: Sequence[Job], place: Place
) -> Iterator[Result]:
    """Yield the function of every job, in the order in which they are finished.

    The workers must be able to import the function: on another machine, start them in a checkout of
    the same version (`PYTHONPATH=. dask worker ADDRESS --nthreads 1`).
    """
    if not jobs:
        return
    if place.scheduler == SYNCHRONOUS:
        yield from _one_by_one(function, jobs)
    else:
        yield from _in_parallel(function, jobs, place)


def _one_by_one(function: Callable[[Job], Result], jobs: Sequence[Job]) -> Iterator[Result]:
    import dask

    for job in jobs:
        (result,) = dask.compute(dask.delayed(function)(job), scheduler=SYNCHRONOUS)
        yield result


def _in_parallel(
    function: Callable[[Job], Result], jobs: Sequence[Job], place: Place
) -> Iterator[Result]:
    from distributed import Client, LocalCluster, as_completed

    with ExitStack() as stack:
        address: Any = place.scheduler
        if address is None:
            cluster = LocalCluster(
                n_workers=place.workers,
                threads_per_worker=1,
                processes=True,
                dashboard_address=":0",
            )
            address = stack.enter_context(cluster)
        client = stack.enter_context(Client(address))
        for future in as_completed(client.map(function, jobs, pure=False)):
            yield future.result()
