"""What a benchmark found."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Outcome:
    """A title, a table in Markdown with a sentence before it, the numbers, and whether the aim was met."""

    name: str
    text: str
    numbers: dict[str, object]
    met: bool

    def write(self, folder: Path) -> None:
        """Leave `NAME.md` and `NAME.json` in a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{self.name}.md").write_text(self.text)
        (folder / f"{self.name}.json").write_text(json.dumps({**self.numbers, "met": self.met}, indent=1) + "\n")
