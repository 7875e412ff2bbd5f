"""A small Spark cluster for tests: one master and two workers, each a process of its own on this machine."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

QUICK = {
    "spark.driver.memory": "1g",
    "spark.executor.memory": "1g",
    "spark.executor.cores": "1",
    "spark.scheduler.minRegisteredResourcesRatio": "1.0",
    "spark.scheduler.maxRegisteredResourcesWaitingTime": "60s",
    "spark.sql.shuffle.partitions": "2",
    # a case has ten lines: compiling for it, twice, takes longer than answering
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}
AS_SHIPPED = {
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.codegen.wholeStage": "true",
    "spark.sql.codegen.factoryMode": "FALLBACK",
}
"""What QUICK turns off, as Spark has it by itself."""


class Standalone:
    """Starts the processes, and ends them by their own ids."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="fairway-spark-"))
        self.environment = {**os.environ, "SPARK_DAEMON_MEMORY": "256m", "SPARK_LOCAL_IP": "127.0.0.1"}
        port = free_port()
        self.master = f"spark://127.0.0.1:{port}"
        kind = "org.apache.spark.deploy.master.Master"
        self.processes = [self._start("master", kind, "--port", str(port))]
        wait_for(lambda: answers(port), "the master", self.folder / "master.log")
        self.workers = [self.start_worker("first"), self.start_worker("second")]

    def start_worker(self, name: str) -> subprocess.Popen[bytes]:
        """Start a worker with one core and a gigabyte, and wait until the master has it."""
        kind = "org.apache.spark.deploy.worker.Worker"
        worker = self._start(name, kind, "-c", "1", "-m", "1100m", "-d", str(self.folder / name), self.master)
        self.processes.append(worker)
        log = self.folder / f"{name}.log"
        wait_for(lambda: "Successfully registered with master" in log.read_text(errors="replace"), name, log)
        return worker

    def _start(self, name: str, kind: str, *more: str) -> subprocess.Popen[bytes]:
        import pyspark

        script = Path(pyspark.__file__).parent / "bin" / "spark-class"
        with (self.folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                [str(script), kind, "--host", "127.0.0.1", "--webui-port", "0", *more],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment, start_new_session=True,
                preexec_fn=end_with_the_tests,
            )  # fmt: skip

    def kill(self, worker: subprocess.Popen[bytes]) -> None:
        """End a worker and its executor at once, without a word."""
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def close(self) -> None:
        """End every process that was started here."""
        for process in reversed(self.processes):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def end_with_the_tests() -> None:
    """Let a process die when the thread that started it does, should the tests be killed."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def wait_for(ready: object, what: str, log: Path) -> None:
    until = time.monotonic() + 120
    while not ready():  # type: ignore[operator]
        if time.monotonic() > until:
            raise TimeoutError(f"{what} of the Spark cluster did not start: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.2)
