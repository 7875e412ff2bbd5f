"""The calculation on many machines: Apache Spark over the same files, the same plan in its SQL."""

from fairway.engine.backends.cluster.connecting import Unavailable, connect, disconnect
from fairway.engine.backends.cluster.result import Result
from fairway.engine.backends.cluster.session import Session, calculate

__all__ = ["Result", "Session", "Unavailable", "calculate", "connect", "disconnect"]
