"""Makes relations of which many wait for nothing of each other: each as soon as those are made that it reads."""

import re
import threading
from collections.abc import Callable, Sequence

import duckdb

from fairway.engine.backends.local.at_once import bare
from fairway.engine.backends.local.process import HANDS, another
from fairway.engine.plan import Relation

WORD = re.compile(r'"(?:[^"]|"")+"|\w+')


def make_alongside(
    con: duckdb.DuckDBPyConnection,
    relations: Sequence[Relation],
    make: Callable[[duckdb.DuckDBPyConnection, Relation], None],
) -> tuple[int, BaseException] | None:
    """Make relations by connections to one database, each by the first that has nothing else to do.

    Answers the place of the relation that would have failed first had they been made one after the other, and how; all
    before it are made.
    """
    return _Making(relations, make).by([con, *(another(con) for _ in range(HANDS - 1))])


class _Making:
    def __init__(
        self, relations: Sequence[Relation], make: Callable[[duckdb.DuckDBPyConnection, Relation], None]
    ) -> None:
        self.relations, self.make = relations, make
        places = {bare(one.name): place for place, one in enumerate(relations)}
        # any word may be the name of what is read; to wait for one that is not does no harm
        words = [
            {places.get(bare(word), place) for word in WORD.findall(one.sql)} for place, one in enumerate(relations)
        ]
        self.waits = [{other for other in read if other < place} for place, read in enumerate(words)]
        self.todo, self.made = list(range(len(relations))), set[int]()
        self.faults: dict[int, BaseException] = {}
        self.changed = threading.Condition()

    def by(self, hands: Sequence[duckdb.DuckDBPyConnection]) -> tuple[int, BaseException] | None:
        others = [threading.Thread(target=self._work, args=(con,), daemon=True) for con in hands[1:]]
        for one in others:
            one.start()
        self._work(hands[0])
        for one in others:
            one.join()
        for con in hands[1:]:
            con.close()
        return min(self.faults.items(), default=None)

    def _work(self, con: duckdb.DuckDBPyConnection) -> None:
        while (place := self._next()) is not None:
            fault = None
            try:
                self.make(con, self.relations[place])
            except BaseException as problem:
                fault = problem
            with self.changed:
                if fault is None:
                    self.made.add(place)
                else:
                    self.faults[place] = fault
                self.changed.notify_all()

    def _next(self) -> int | None:
        """The first relation that waits for nothing; none where all are begun, or stand behind one that failed."""
        with self.changed:
            while True:
                self.todo = [place for place in self.todo if place < min(self.faults, default=len(self.relations))]
                for place in self.todo:
                    if self.waits[place] <= self.made:
                        self.todo.remove(place)
                        return place
                if not self.todo:
                    return None
                self.changed.wait()
