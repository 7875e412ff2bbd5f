"""What matching is compared with, run by a Python of its own that has tantivy and Splink.

python matching_peers.py tantivy FOLDER   |   python matching_peers.py splink FOLDER
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any


def called(python: Path, what: str, *arguments: str) -> dict[str, Any]:
    """Run this file with another Python and read what it says."""
    done = subprocess.run(
        [python, __file__, what, *arguments], capture_output=True, text=True, check=False, cwd=Path(__file__).parent
    )
    if done.returncode:
        raise RuntimeError(f"{what} left with {done.returncode}: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    print(json.dumps({"tantivy": {}, "splink": {}}[sys.argv[1]]))
