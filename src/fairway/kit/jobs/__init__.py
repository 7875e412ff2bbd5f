"""Work that outlives a request: Procrastinate, in the same PostgreSQL, enqueued in the caller's transaction.

A job names ids only. It loads what it needs and calls one action, in the worker's role. A job that died is
fetched again, so every action a job calls can be repeated.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

Body = TypeVar("Body", bound=Callable[..., None])


def job(name: str, *, queue: str = "default", attempts: int = 3) -> Callable[[Body], Body]:
    """Make a function a job under this name. It is tried again after a crash, at most ``attempts`` times."""

    def register(body: Body) -> Body:
        app.task(body, name=name, queue=queue, retry=RetryStrategy(max_attempts=attempts, linear_wait=5))
        return body

    return register


def every(cron: str, name: str) -> Callable[[Body], Body]:
    """Make a function a periodic job; ``cron`` has five fields, in UTC."""

    def register(body: Body) -> Body:
        def run(timestamp: int) -> None:
            body()

        app.periodic(cron=cron)(app.task(run, name=name, queue="periodic", queueing_lock=name))
        return body

    return register


def defer(name: str, *, lock: str | None = None, **ids: Any) -> int:
    """Enqueue a job in the open transaction and answer its number. Jobs with the same ``lock`` never run at once."""
    return int(app.configure_task(name, lock=lock).defer(**ids))


def defer_once(name: str, *, after_seconds: int = 0, priority: int = 0, **ids: Any) -> bool:
    """Enqueue a job unless one of this name waits already; answers whether it was enqueued.

    So that a thousand causes have few effects: the job begins ``after_seconds`` at the earliest, and what happens until
    then needs no further one. A job with a lower ``priority`` lets the others go first.
    """
    waiting = {"schedule_in": {"seconds": after_seconds}} if after_seconds else {}
    try:
        with transaction.atomic():
            app.configure_task(name, queueing_lock=name, priority=priority, **waiting).defer(**ids)
    except AlreadyEnqueued:
        return False
    return True


def run_worker(*, concurrency: int = 1, wait: bool = True) -> None:
    """Work through the queue; with ``wait=False`` stop when it is empty."""
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django.utils import connector_params
    from psycopg.pq import Conninfo

    # Django adds keys of its own; all that the client library knows, TLS included, must reach the worker.
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    parameters = {key: value for key, value in connector_params().items() if key in known}
    parameters["options"] = "-c role=fairway_worker"
    with app.replace_connector(PsycopgConnector(kwargs=parameters)) as worker:
        worker.run_worker(
            concurrency=concurrency, wait=wait, listen_notify=wait, install_signal_handlers=wait, delete_jobs="never"
        )


@app.periodic(cron="* * * * *")  # type: ignore[untyped-decorator]
@app.task(name="jobs.take_up_stalled", queue="periodic", queueing_lock="jobs.take_up_stalled", pass_context=True)  # type: ignore[untyped-decorator]
async def take_up_stalled(context: JobContext, timestamp: int) -> None:
    """Queue again what a worker was doing when it died: its heartbeat stopped, and nobody else would ever finish it."""
    manager = context.app.job_manager
    for stalled in await manager.get_stalled_jobs():
        await manager.retry_job(stalled)
