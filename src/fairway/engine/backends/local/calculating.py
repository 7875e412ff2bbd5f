"""Calculates a programme, or runs a plan that was built before, over plain files."""

from collections.abc import Sequence
from datetime import date

from fairway.engine.backends.local.process import MEMORY
from fairway.engine.backends.local.result import Result
from fairway.engine.backends.local.session import Progress, Session
from fairway.engine.inputs import InputProblem, Inputs
from fairway.engine.plan import Plan, build
from fairway.engine.programme import Programme
from fairway.values import Period


def calculate(
    programme: Programme,
    inputs: Inputs,
    *,
    periods: Sequence[Period] | None = None,
    as_of: date | None = None,
    memory: str = MEMORY,
    temp_directory: str | None = None,
    progress: Progress | None = None,
) -> Result:
    """Calculate a programme over inputs: every period with lines, or the given ones.

    :raises InputProblem: the input cannot be calculated with.
    :raises MissingColumn: the inputs lack a column that the programme compares.
    """
    session = Session(programme, inputs, memory=memory, temp_directory=temp_directory, progress=progress)
    every, shown = session.asked(periods, as_of)
    if not every:
        raise InputProblem(
            "No line lies in a period of the programme.", "Look at the dates of the lines and of the programme."
        )
    return session.run(build(programme, every, session.columns, as_of), shown)


def run(plan: Plan, inputs: Inputs, *, memory: str = MEMORY, progress: Progress | None = None) -> Result:
    """Run a plan that was built for inputs with the same columns.

    :raises InputProblem: the input cannot be calculated with.
    :raises ValueError: the inputs' columns differ from those the plan was built for.
    """
    session = Session(plan.programme, inputs, memory=memory, progress=progress)
    if session.columns != plan.columns:
        raise ValueError("The plan was built for inputs with other columns; build it again for these.")
    return session.run(plan)
