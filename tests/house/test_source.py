"""What imports cannot show of the house's rules, read from the source."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "fairway"
FILES = sorted(SOURCE.rglob("*.py"))
LIVING = [path for path in FILES if "migrations" not in path.parts]
DRAWERS = {"util", "utils", "helper", "helpers", "common", "misc"}
ON_MONEYS_WAY = ("values", "engine", "ledger", "incentives", "sales")


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_folder_of_code_is_a_package() -> None:
    missing = {path.parent for path in FILES if not (path.parent / "__init__.py").exists()}
    assert not missing


def test_a_file_stays_readable_in_one_sitting() -> None:
    long = {short(path): count for path in LIVING if (count := len(path.read_text().splitlines())) > 420}
    assert not long, "split by what they do"


def test_there_are_no_drawers() -> None:
    assert not [short(path) for path in FILES if path.stem in DRAWERS or DRAWERS & set(path.parent.parts[-3:])]


@pytest.mark.parametrize("name", ["get_model", "import_module"])
def test_nobody_reaches_around_the_contracts(name: str) -> None:
    kit = SOURCE / "kit"
    guilty = [short(path) for path in LIVING if re.search(rf"\b{name}\(", path.read_text()) and kit not in path.parents]
    assert not guilty


def test_no_float_stands_between_a_partners_file_and_the_ledger() -> None:
    guilty = []
    for folder in ON_MONEYS_WAY:
        for path in sorted((SOURCE / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                is_name = isinstance(node, ast.Name) and node.id == "float"
                is_literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
                if is_name or is_literal:
                    guilty.append(f"{short(path)}:{node.lineno}")
    allowed = {line for line in guilty if _says_why(line)}
    assert not set(guilty) - allowed


def _says_why(place: str) -> bool:
    """A float is fine where the line refuses it or says that it is no amount (a share of progress, say)."""
    name, line = place.rsplit(":", 1)
    return "no amount" in (ROOT / name).read_text().splitlines()[int(line) - 1]


def test_only_one_module_listens_to_signals() -> None:
    listening = [short(path) for path in LIVING if re.search(r"signals? import|import signals", path.read_text())]
    assert listening == ["src/fairway/kit/access/receivers.py"]


def test_there_is_no_django_admin() -> None:
    assert not [
        short(path)
        for path in LIVING
        if "contrib.admin" in path.read_text() or "contrib import admin" in path.read_text()
    ]


def test_no_template_or_page_carries_script_or_style_of_its_own() -> None:
    guilty = []
    for path in sorted(SOURCE.rglob("*.html")):
        text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}|{%.*?%}", "", path.read_text(), flags=re.DOTALL)
        if re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text) or re.search(
            r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text
        ):
            guilty.append(short(path))
    assert not guilty


def test_foreign_keys_name_their_table_by_string_and_leave_no_way_back() -> None:
    guilty = []
    for path in LIVING:
        if path.name != "models.py" and path.parent.name != "models":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"ForeignKey", "OneToOneField"}:
                keywords = {keyword.arg: keyword.value for keyword in node.keywords}
                back = keywords.get("related_name")
                if not (isinstance(back, ast.Constant) and back.value == "+"):
                    guilty.append(f"{short(path)}:{node.lineno} related_name")
                if (
                    path.relative_to(SOURCE).parts[0] in {"ledger", "incentives"}
                    and getattr(keywords.get("on_delete"), "attr", "") != "PROTECT"
                ):
                    guilty.append(f"{short(path)}:{node.lineno} money can reach it: PROTECT")
    assert not guilty


def test_every_setting_is_in_its_reference_page() -> None:
    from fairway.config.environment import SETTINGS

    page = (ROOT / "docs/reference/settings.md").read_text()
    missing = [
        setting.name for setting in SETTINGS if f"`FAIRWAY_{setting.name}`" not in page or setting.meaning not in page
    ]
    assert not missing
    assert "`DATABASE_URL`" in page


def test_every_role_and_right_is_in_its_reference_page() -> None:
    from fairway.config.roles import PARTNER_ROLES, STAFF_ROLES

    page = (ROOT / "docs/reference/roles-and-permissions.md").read_text()
    vendors, partners = page.split("## At the vendor")[1].split("## At a partner")
    for table, section in ((STAFF_ROLES, vendors), (PARTNER_ROLES, partners)):
        for role, rights in table.items():
            (line,) = [line for line in section.splitlines() if line.startswith(f"| `{role}` |")]
            assert set(re.findall(r"`([a-z._]+)`", line.split("|", 2)[2])) == rights, role


def test_no_lock_file_or_page_names_a_registry_host() -> None:
    for path in (ROOT / "requirements").glob("*.lock"):
        assert not re.search(r"https?://", path.read_text()), short(path)
