"""How far the building of the demo has come, kept beside its files so that an interrupted build goes on where it was.

The note names the database it belongs to: data in another database is another demo. It is replaced in one step, so a
kill at any moment leaves the old note or the new one.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path

FORM = 1
NAME = "demo.json"


@dataclass(frozen=True)
class State:
    """What is done. `users` and `partners` give the database's numbers by e-mail address and partner code."""

    database: str
    seed: str
    today: date
    steps: tuple[str, ...] = ()
    users: dict[str, int] = field(default_factory=dict)
    partners: dict[str, int] = field(default_factory=dict)
    finished: bool = False

    def done(self, step: str) -> bool:
        """Tell whether a step was completed by an earlier start."""
        return step in self.steps

    def after(self, step: str) -> State:
        """Give the state with one more step done."""
        return self if step in self.steps else replace(self, steps=(*self.steps, step))


def load(folder: Path, *, database: str) -> State | None:
    """Read the note in `folder`; none when there is none, or it tells of another database or another form."""
    try:
        kept = json.loads((folder / NAME).read_text("utf-8"))
        if kept.pop("form") != FORM or kept["database"] != database:
            return None
        return State(**{**kept, "today": date.fromisoformat(kept["today"]), "steps": tuple(kept["steps"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def save(folder: Path, state: State) -> None:
    """Replace the note in `folder`.

    :raises OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f"{NAME}.new"
    fresh.write_text(json.dumps({"form": FORM, **asdict(state)}, default=str, ensure_ascii=False), "utf-8")
    fresh.replace(folder / NAME)
