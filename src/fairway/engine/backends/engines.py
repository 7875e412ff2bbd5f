"""Which engine calculates, chosen by name: `local`, or a Spark master such as `spark://host:7077` or `local[2]`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fairway.engine.backends import cluster, local
from fairway.engine.inputs import Inputs
from fairway.engine.programme import Programme
from fairway.values import Period

LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Engine:
    """One engine; `folder` is for what does not fit in memory, and must be seen by the workers of a cluster."""

    named: str
    folder: str | None = None

    def session(
        self,
        programme: Programme,
        inputs: Inputs,
        *,
        memory: str = local.MEMORY,
        progress: local.Progress | None = None,
    ) -> local.Session:
        """Open the inputs of a programme.

        :raises InputProblem: the input cannot be calculated with.
        :raises cluster.Unavailable: the engine is a cluster that cannot be used.
        """
        if self.named == LOCAL:
            return local.Session(programme, inputs, memory=memory, temp_directory=self.folder, progress=progress)
        return cluster.Session(
            programme, inputs, master=self.named, memory=memory, folder=self.folder, progress=progress
        )

    def calculate(
        self,
        programme: Programme,
        inputs: Inputs,
        *,
        periods: Sequence[Period] | None = None,
        as_of: date | None = None,
        progress: local.Progress | None = None,
        keep: tuple[local.Store, str] | None = None,
    ) -> local.Result:
        """Calculate a programme over inputs: every period with lines, or the given ones.

        `keep` is where this machine's engine keeps what it makes of the lines, and the name of the inputs there.

        :raises InputProblem: the input cannot be calculated with.
        :raises MissingColumn: the inputs lack a column that the programme compares.
        :raises cluster.Unavailable: the engine is a cluster that cannot be used.
        """
        if self.named == LOCAL and keep is not None and periods is not None:
            kept, fingerprint = keep
            return kept.calculate(
                programme, inputs, fingerprint, periods=periods, as_of=as_of, temp_directory=self.folder,
                progress=progress,
            )  # fmt: skip
        if self.named == LOCAL:
            return local.calculate(
                programme, inputs, periods=periods, as_of=as_of, temp_directory=self.folder, progress=progress
            )
        return cluster.calculate(
            programme, inputs, master=self.named, periods=periods, as_of=as_of, folder=self.folder, progress=progress
        )
