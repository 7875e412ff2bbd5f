"""Import a partner's CSV file as `fairway import sales` does, and say what the time went on.

    FAIRWAY_DATA_DIR=… python -m tests.benchmarks.imported CSV PRODUCTS REPORTER

Starts the embedded database, makes tables, products and the reporting partner where they lack (untimed), then takes the
file in: from opening it to the lines being in force.
"""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

PIECE = 1 << 20


class Stages:
    """Seconds by stage, taken around functions; what a stage calls is counted for itself only."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._inner: list[float] = []

    def around(self, module: Any, function: str, stage: str) -> None:
        """Time every call of a function of a module."""
        plain: Callable[..., Any] = getattr(module, function)

        def timed(*arguments: Any, **named: Any) -> Any:
            self._inner.append(0.0)
            began = time.perf_counter()
            try:
                return plain(*arguments, **named)
            finally:
                took = time.perf_counter() - began
                self.seconds[stage] += took - self._inner.pop()
                if self._inner:
                    self._inner[-1] += took

        setattr(module, function, timed)


def prepare(products: Path, reporter: str, now: datetime) -> int:
    """Make the tables, the products of a file with one SKU in each line, and the partner; its number."""
    import fairway.config

    fairway.config.start()
    fairway.config.migrate()
    from fairway.catalogue import actions as catalogue
    from fairway.catalogue.queries import ids_by_sku
    from fairway.catalogue.rules import ProductFacts
    from fairway.kit.access import WORKER, acting_as
    from fairway.partners import actions as partners
    from fairway.partners.queries import ids_by_code
    from fairway.partners.rules import PartnerFacts

    with acting_as(WORKER):
        if not ids_by_sku(WORKER):
            skus: Iterable[str] = products.read_text().split()
            catalogue.load_products(actor=WORKER, now=now, rows=[ProductFacts(sku, f"Product {sku}") for sku in skus])
        known = ids_by_code(WORKER)
        if reporter in known:
            return known[reporter]
        facts = PartnerFacts(code=reporter, name=f"Partner {reporter}", types=("distributor",), currency="EUR")
        return partners.save(actor=WORKER, now=now, facts=facts, since_on=date(2024, 1, 1))


def main(source: Path, products: Path, reporter: str) -> None:
    """Take the file in and print seconds, seconds by stage and counts."""
    now = datetime.now(UTC)
    reporter_id = prepare(products, reporter, now)
    from fairway.kit.access import WORKER, acting_as
    from fairway.sales import actions, queries
    from fairway.sales.actions import deciding, processing, receiving

    stages = Stages()
    stages.around(receiving.files, "store", "keep the raw file and its digest")
    stages.around(processing, "_layout", "find the layout")
    stages.around(deciding, "read", "read the cells")
    stages.around(deciding, "terms_for", "look up products and partners")
    stages.around(deciding, "decide", "decide every line")
    stages.around(deciding, "summarise", "count outcomes")
    stages.around(processing, "stage", "sort and write Parquet")
    stages.around(processing, "_publish", "publish in one transaction")
    began, worked = time.perf_counter(), time.process_time()
    with acting_as(WORKER), source.open("rb") as content:
        received = actions.receive(
            actor=WORKER,
            now=now,
            reporter_id=reporter_id,
            file_name=source.name,
            content=iter(lambda: content.read(PIECE), b""),
            trusted=True,
            enqueue=False,
        )
    status = actions.process(actor=WORKER, now=now, report_id=received.report_id, tell=lambda rows, total: None)
    seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    with acting_as(WORKER):
        report = queries.report(WORKER, received.report_id)
    told = {
        "seconds": seconds,
        "cpu": cpu,
        "status": status,
        "accepted": report.accepted,
        "held": report.held,
        "refused": report.refused,
        "stages": {**stages.seconds, "the rest": seconds - sum(stages.seconds.values())},
    }
    sys.stderr.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
