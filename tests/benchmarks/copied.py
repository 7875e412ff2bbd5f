"""The least an import could be: DuckDB's own COPY of a CSV file to Parquet.

python -m tests.benchmarks.copied CSV PARQUET
"""

import json
import sys
import time

import duckdb


def main(source: str, target: str) -> None:
    """Copy, types guessed, and print the seconds."""
    began, worked = time.perf_counter(), time.process_time()
    with duckdb.connect() as con:
        con.execute(f"COPY (FROM read_csv('{source}')) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
    told = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - worked}
    sys.stderr.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])
