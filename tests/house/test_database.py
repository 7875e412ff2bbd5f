"""Every table with a partner's data is under row-level security; every role gets what it needs and no more."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from fairway.kit.access import WORKER, acting_as

OURS = {
    "access",
    "journal",
    "lake",
    "partners",
    "catalogue",
    "agreements",
    "sales",
    "deals",
    "leads",
    "ledger",
    "incentives",
    "performance",
}


def _rows(query: str) -> list[tuple[object, ...]]:
    with acting_as(WORKER), connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def _ours() -> set[str]:
    return {model._meta.db_table for model in apps.get_models() if model._meta.app_label in OURS}


def test_every_table_with_a_partner_has_row_level_security(db: None) -> None:
    with_partner = {
        row[0]
        for row in _rows(
            "SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = 'public' "
            "AND column_name IN ('partner_id', 'reporter_id', 'viewer_id', 'distributor_id')"
        )
    } | {"partners_partner", "access_user", "access_savedview"}
    secured = {row[0] for row in _rows("SELECT relname FROM pg_class WHERE relrowsecurity")}
    assert with_partner & _ours() <= secured | {"journal_row"}, with_partner & _ours() - secured
    assert "journal_row" in secured


def test_the_application_owns_nothing_and_may_read_nothing(db: None) -> None:
    assert _rows("SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = 'fairway_app'") == []
    assert (
        _rows(
            "SELECT table_name FROM information_schema.role_table_grants "
            "WHERE grantee IN ('fairway_app', 'PUBLIC') AND table_schema = 'public'"
        )
        == []
    )


@pytest.mark.parametrize("role", ["fairway_partner", "fairway_direct"])
def test_what_is_not_protected_is_not_granted(db: None, role: str) -> None:
    """A table without policies that a partner may read must hold no partner's data: each is named here."""
    open_tables = {
        row[0]
        for row in _rows(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' "
            f"AND NOT c.relrowsecurity AND has_any_column_privilege('{role}', c.oid, 'SELECT')"
        )
    }
    shared = {
        "catalogue_product",
        "catalogue_unitconversion",
        "catalogue_listprice",
        "catalogue_exchangerate",
        "partners_capabilitykind",
        "partners_tierright",
        "agreements_productline",
        "agreements_segment",
        "journal_seal",
    }
    programmes = {name for name in open_tables if name.startswith("incentives_")}
    assert open_tables - shared - programmes == set()


@pytest.mark.parametrize("table", ["journal_row", "journal_seal", "journal_sealing", "ledger_entry", "ledger_leg"])
def test_books_and_journal_refuse_every_change(db: None, table: str) -> None:
    allowed = _rows(
        "SELECT grantee, privilege_type FROM information_schema.role_table_grants "
        f"WHERE table_name = '{table}' AND privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE') "
        "AND grantee <> 'fairway_owner'"
    )
    assert allowed == []
    triggers = {row[0] for row in _rows(f"SELECT tgname FROM pg_trigger WHERE tgrelid = '{table}'::regclass")}
    assert {"append_only", "append_only_whole"} <= triggers
