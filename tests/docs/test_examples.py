"""What the pages tell people to type does what the pages show."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from fairway.cli import COMMANDS
from fairway.cli import app as application
from fairway.engine.check import check
from tests.docs.pages import PAGES, REAL_DATA, ROOT, Block, Command, blocks, commands

CONSOLE = [block for page in PAGES for block in blocks(page) if block.language == "console"]
PROGRAMMES = [
    block
    for page in PAGES
    for block in blocks(page)
    if block.language == "yaml" and re.match(r"\s*(#.*\n\s*)*programme:", block.text)
]
RUNNING = [
    pytest.param(page, marks=[pytest.mark.real_data] if any(block.data for block in of_page) else [])
    for page in PAGES
    if (of_page := [block for block in CONSOLE if block.page == page and block.reason_not_run is None])
]


def name(block: Block) -> str:
    return block.place


def page_name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def matches(shown: str, said: str) -> bool:
    """Compare output with what a page shows; … stands for anything within a line, alone for any lines."""
    pattern = ""
    for line in shown.strip("\n").splitlines():
        if line.strip() == "…":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*".join(re.escape(part) for part in line.rstrip().split("…")) + r"\s*?\n"
    trimmed = "".join(line.rstrip() + "\n" for line in said.strip("\n").splitlines())
    return re.fullmatch(pattern, trimmed) is not None


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A shell in which `fairway` is the one under test, with a data folder of its own."""
    folder = tmp_path_factory.mktemp("bin")
    for name, words in (("fairway", "-W ignore -m fairway.cli"), ("python", "")):
        command = folder / name
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words} "$@"\n')
        command.chmod(0o755)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("FAIRWAY_", "DATABASE_URL"))}
    return kept | {
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "FAIRWAY_DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "COLUMNS": "120",
        "NO_COLOR": "1",
    }


@pytest.mark.parametrize("page", RUNNING, ids=page_name)
def test_the_commands_of_a_page_do_what_it_shows(page: Path, surroundings: dict[str, str], tmp_path: Path) -> None:
    """From top to bottom, in one folder that holds the files the page itself shows."""
    missing = []
    for block in blocks(page):
        if block.data is not None and not (tmp_path / block.data).exists():
            if not (REAL_DATA / block.data).is_dir():
                missing.append(block)
                continue
            (tmp_path / block.data).symlink_to(REAL_DATA / block.data)
        if block.file_name is not None:
            target = tmp_path / block.file_name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.text, encoding="utf-8")
        elif block.language == "console" and block.reason_not_run is None:
            _run(block, surroundings, tmp_path)
    if missing:
        pytest.skip(f"{len(missing)} blocks of {page_name(page)} need {REAL_DATA / str(missing[0].data)}")


def _run(block: Block, surroundings: dict[str, str], folder: Path) -> None:
    listed = commands(block)
    code = 0
    for place, command in enumerate(listed):
        if command.line == "echo $?":
            assert command.output.strip() == str(code), f"{block.place}: {listed[place - 1].line}"
            continue
        done = subprocess.run(
            ["bash", "-c", command.line],
            env=surroundings,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        code = done.returncode
        expected_to_fail = place + 1 < len(listed) and listed[place + 1].line == "echo $?"
        assert code == 0 or expected_to_fail, f"{block.place}: {command.line}\n{done.stdout}"
        if command.output.strip():
            assert matches(command.output, done.stdout), f"{block.place}: {command.line}\n{done.stdout}"


@pytest.mark.parametrize("block", [block for block in CONSOLE if block.reason_not_run is not None], ids=name)
def test_a_block_that_is_not_run_says_why_and_calls_what_exists(block: Block) -> None:
    assert len(block.reason_not_run or "") > 10, block.place
    for path in re.findall(r"tests/[\w/.-]+", block.rest):
        assert (ROOT / path).exists(), f"{block.place} names {path}"
    for command in commands(block):
        _call(block, command)


def _call(block: Block, command: Command) -> None:
    """Read a command line by the command's own parser without running it; a make target must exist."""
    words = shlex.split(command.line.replace("\\\n", " "), comments=True)
    while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
        words = words[1:]
    if words[0] == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
        assert words[1] in targets, f"{block.place}: make {words[1]}"
    elif words[0].startswith("tools/"):
        assert (ROOT / words[0]).exists(), f"{block.place}: {words[0]}"
    elif words[0] == "fairway":
        _parse(block, words[1:])


def _parse(block: Block, words: list[str]) -> None:
    group: Any = typer.main.get_command(application)
    for end, sign in enumerate(words):
        if sign in {"|", ">", ">>", "&&", ";", "&"}:
            words = words[:end]
            break
    context = group.make_context("fairway", [], resilient_parsing=True)
    assert words[0] in COMMANDS, f"{block.place}: fairway {words[0]}"
    command = group.get_command(context, words.pop(0))
    while hasattr(command, "commands"):
        assert words, f"{block.place}: which of {sorted(command.commands)}?"
        assert words[0] in command.commands, f"{block.place}: {words[0]}"
        command = command.commands[words.pop(0)]
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    given = {word.partition("=")[0] for word in words if word.startswith("--")}
    assert given <= known | {"--help"}, f"{block.place}: {command.name} has no {given - known}"


@pytest.mark.parametrize("block", PROGRAMMES, ids=name)
def test_a_programme_shown_whole_is_sound(block: Block) -> None:
    checked = check(block.text, name=block.place)
    if block.rest == "with problems":
        assert checked.problems, block.place
    else:
        assert not checked.errors, "\n".join(problem.shown(block.place) for problem in checked.problems)


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_commands_stand_in_console_blocks_and_files_are_named(page: Path) -> None:
    text = page.read_text("utf-8")
    for block in blocks(page):
        if block.language in {"sh", "bash", "shell"}:
            assert not re.search(r"^\$? ?(fairway|make) ", block.text, re.MULTILINE), f"{block.place}: use ```console"
        if block.file_name is not None:
            assert f"`{block.file_name}`" in text, f"{block.place}: the text must name {block.file_name}"
        known = ("not run:", "file:", "with problems", "with:")
        assert not block.rest or block.rest.startswith(known) or block.language.startswith("{"), block.place


def test_the_two_commands_of_the_readme_exist() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    told = re.findall(r"^    make ([a-z-]+)", readme, re.MULTILINE)
    assert told == ["demo", "test"]
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(told) <= set(targets)
    for line in re.findall(r"`(fairway [^`]+)`", readme):
        _call(Block(ROOT / "README.md", 0, "console", "", ""), Command(line, ""))


@pytest.mark.parametrize(
    ("shown", "said", "same"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\nb\n", "a\nc\n", False),
        ("a\n…\nd\n", "a\nb\nc\nd\n", True),
        ("a\n…\nd\n", "a\nb\nc\n", False),
        ("took … s\n", "took 1.2 s\n", True),
        ("590,395.04\n", "590,395.05\n", False),
        ("1.5 (x)\n", "1x5 (x)\n", False),
    ],
)
def test_comparing_output_can_fail(shown: str, said: str, same: bool) -> None:
    assert matches(shown, said) is same
