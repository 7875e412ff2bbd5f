"""`fairway calculate` in a process of its own, with the seconds it takes once Python has started.

    python -m tests.benchmarks.calculated PROGRAMME SALES PARTNERS PRODUCTS RATES

Payouts go to standard output as CSV, the seconds to standard error as JSON.
"""

import json
import sys
import time

import fairway.cli.calculate  # noqa: F401 — the hand-written program's clock starts after its imports too
from fairway.cli import app


def main(programme: str, sales: str, partners: str, products: str, rates: str) -> None:
    """Run the command as it stands, from its arguments to the last payout written."""
    given = ["--sales", sales, "--partners", partners, "--products", products, "--rates", rates, "--format", "csv"]
    began, worked = time.perf_counter(), time.process_time()
    try:
        app(["calculate", programme, *given], prog_name="fairway")
    finally:
        sys.stdout.flush()
        told = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - worked}
        sys.stderr.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:6])
