"""Finds Spark and Java, starts the driver beside this process, and sets what exactness asks for.

A process has one driver; every calculation gets a session of its own on it. What a company's cluster needs (memory of
executors, credentials of its storage) stands in Spark's own `spark-defaults.conf`; what is `EXACT` is not for choosing.
"""

from __future__ import annotations

import atexit
import logging
import os
import re
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

JAVA = 17
"""The least release of Java that Spark 4 runs on."""
EXACT = {
    # overflow, a bad cast and a missing key are errors, as in DuckDB
    "spark.sql.ansi.enabled": "true",
    # a product keeps every place it has, or is refused; by default Spark would round it to make room
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    # the common type of two decimals keeps the places too: a number too large for it is refused, none is rounded
    "spark.sql.legacy.decimal.retainFractionDigitsOnTruncate": "true",
    "spark.sql.session.timeZone": "UTC",
}
DRIVER = {
    "spark.app.name": "Fairway",
    "spark.driver.memory": "1g",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
"""Unless `spark-defaults.conf` or the caller says otherwise."""

_lock = threading.Lock()


class Unavailable(RuntimeError):
    """Spark cannot be used: what is missing, and what to do."""


def connect(master: str, settings: dict[str, str] | None = None) -> SparkSession:
    """Open a session on the cluster with the given master, such as `spark://host:7077` or `local[2]`.

    :raises Unavailable: pyspark or Java is missing, or nothing answers there.
    """
    try:
        from pyspark import SparkConf, SparkContext
        from pyspark.errors import PySparkException
        from pyspark.java_gateway import launch_gateway
        from pyspark.sql import SparkSession
    except ImportError:
        raise Unavailable(
            "Calculating on a cluster needs pyspark, which is not installed; install fairway with its extra:"
            " pip install 'fairway[cluster]'."
        ) from None
    with _lock:
        running = SparkContext._active_spark_context
        if running is not None and running.master != master:
            raise Unavailable(f"This process calculates on {running.master} already; use another process for {master}.")
        if running is None:
            _need_java()
            conf = SparkConf()
            for name, value in {**_unless_said(conf), **(settings or {}), "spark.master": master}.items():
                conf.set(name, value)
            log = Path(tempfile.gettempdir()) / f"fairway-spark-{os.getpid()}.log"
            try:
                with log.open("ab") as out:
                    gateway = launch_gateway(conf, {"stdout": out, "stderr": out})
                running = SparkContext(conf=conf, gateway=gateway)
            except Exception as fault:
                raise Unavailable(f"Spark did not start for {master}: {_last(log) or fault} ({log})") from fault
            atexit.register(log.unlink, missing_ok=True)
            # what goes wrong is raised and said in a sentence; pyspark would write pages beside it
            logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)
        session = SparkSession(running).newSession()
        own = {name: value for name, value in (settings or {}).items() if name.startswith("spark.sql.")}
        try:
            for name, value in {**own, **EXACT}.items():
                session.conf.set(name, value)
        except PySparkException as fault:
            raise Unavailable(f"Spark at {master} does not take a setting that exactness needs: {fault}") from fault
        return session


def disconnect() -> None:
    """Stop this process's driver; its executors end with it."""
    from pyspark import SparkContext

    with _lock:
        running = SparkContext._active_spark_context
        if running is not None:
            running.stop()


def _unless_said(conf: object) -> dict[str, str]:
    said = {name for name, _ in conf.getAll()}  # type: ignore[attr-defined]
    home = os.environ.get("SPARK_CONF_DIR")
    file = Path(home) / "spark-defaults.conf" if home else None
    if file is not None and file.is_file():
        said |= {line.split()[0] for line in file.read_text(encoding="utf-8").splitlines() if line.strip()}
    return {name: value for name, value in DRIVER.items() if name not in said}


def _need_java() -> None:
    """Refuse where there is no Java, or one too old.

    :raises Unavailable: so it is.
    """
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    remedy = f"Install Java {JAVA} or later (Debian: apt install openjdk-{JAVA}-jre-headless)."
    if java is None or not Path(java).is_file():
        raise Unavailable(f"Calculating on a cluster needs Java, which is not here. {remedy}")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', said)
    if found is None or int(found[1]) < JAVA:
        raise Unavailable(f"Spark needs Java {JAVA}; {java} is {found[1] if found else 'not one that says'}. {remedy}")


def _last(log: Path) -> str:
    """The last thing Spark said of an error."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    told = [line.strip() for line in lines if "ERROR" in line or "Exception" in line]
    return told[-1] if told else ""
