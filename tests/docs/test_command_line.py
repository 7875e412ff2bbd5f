"""The page of the command line names every command, every option and every exit code, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from fairway import cli
from tests.docs.pages import DOCS

PAGE = (DOCS / "reference" / "cli.md").read_text("utf-8")
SECTIONS = {part.partition("\n")[0].strip(): part for part in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]}


def leaves(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    """A command, or the commands of a group, by their full names."""
    if hasattr(command, "commands"):
        for inner, found in command.commands.items():
            yield from leaves(f"{name} {inner}", found)
    else:
        yield name, command


def command_of(name: str) -> Any:
    group: Any = typer.main.get_command(cli.app)
    return group.get_command(group.make_context("fairway", [], resilient_parsing=True), name)


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_and_option_is_named(name: str) -> None:
    missing = []
    for full, command in leaves(name, command_of(name)):
        section = SECTIONS.get(full) or SECTIONS.get(name, "")
        assert section, f"docs/reference/cli.md has no section for fairway {full}"
        told = set(re.findall(r"`(--[a-z-]+)`", section))
        options = [option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)]
        missing += [
            f"{full} {option}" for option in options if option.startswith("--") and option not in told | {"--help"}
        ]
    assert not missing


@pytest.mark.parametrize("section", [name for name in SECTIONS if name.partition(" ")[0] in cli.COMMANDS])
def test_no_option_is_named_that_does_not_exist(section: str) -> None:
    name = section.partition(" ")[0]
    known = {
        option
        for full, command in leaves(name, command_of(name))
        if full == section or section == name
        for parameter in command.params
        for option in (*parameter.opts, *parameter.secondary_opts)
    }
    rows = re.findall(r"^\| (`--[^|]+) \|", SECTIONS[section], re.MULTILINE)
    assert {option for row in rows for option in re.findall(r"`(--[a-z-]+)`", row)} <= known


def test_every_exit_code_is_explained() -> None:
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", SECTIONS["Exit codes"], re.MULTILINE)}
    assert told == {cli.DONE, cli.PROBLEM, cli.USAGE, cli.SURROUNDINGS, cli.INTERRUPTED}
