"""Several processes that take files in at the same time, each sender's files in their order.

Deciding a file's lines is work for one processor, and a demo has some five hundred files. With a count of one
everything stays in this process. A worker that dies takes its file with it half done, which is nothing: the next start
takes the file in again.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType

MOST = 4


@dataclass(frozen=True, slots=True)
class Task:
    """One received report to take in; tasks of one `sender` keep their order."""

    sender: str
    report_id: int
    at: datetime


class Hands:
    """A pool that works off tasks; use it as a context manager."""

    def __init__(self, count: int | None = None) -> None:
        """Prepare `count` processes; one more than there are processors, at most four, unless given.

        The one more works while another waits for the database.
        """
        self.count = min((os.cpu_count() or 1) + 1, MOST) if count is None else count
        self.pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Hands:
        if self.count > 1:
            self.pool = ProcessPoolExecutor(self.count, multiprocessing.get_context("spawn"), initializer=_begin)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None) -> None:
        if self.pool is not None:
            self.pool.shutdown(wait=kind is None, cancel_futures=True)

    def work_off(self, tasks: Iterable[Task], done: Callable[[int], None]) -> None:
        """Take all the reports in; `done` is told how many more are finished."""
        if self.pool is None:
            for task in tasks:
                _take_in([task])
                done(1)
            return
        by_sender: dict[str, list[Task]] = defaultdict(list)
        for task in tasks:
            by_sender[task.sender].append(task)
        waiting: dict[Future[int], list[Task]] = {}
        for own in sorted(by_sender.values(), key=len, reverse=True):
            waiting[self.pool.submit(_take_in, own[:1])] = own[1:]
        while waiting:
            finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                left = waiting.pop(future)
                done(future.result())
                if left:
                    waiting[self.pool.submit(_take_in, left[:1])] = left[1:]


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the builder stops the pool; its message is enough
    warnings.filterwarnings("ignore", module="platformdirs")
    import fairway.config

    fairway.config.start()


def _take_in(tasks: list[Task]) -> int:
    from fairway.kit.access import WORKER
    from fairway.sales import actions as sales

    for task in tasks:
        sales.process(actor=WORKER, now=task.at, report_id=task.report_id)
    return len(tasks)
