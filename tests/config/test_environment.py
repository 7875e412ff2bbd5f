"""Settings are read loudly: an unknown or malformed one refuses to start and says what to write."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from fairway.config.database import django_databases, place
from fairway.config.environment import BadSetting, read
from fairway.config.mail import mail_settings


def settings(tmp_path: Path, **values: str) -> dict[str, str]:
    return {"FAIRWAY_DATA_DIR": str(tmp_path), "PATH": "/bin", **values}


def test_defaults_start(tmp_path: Path) -> None:
    environment = read(settings(tmp_path))
    assert (environment.base_url, environment.debug, environment.max_upload) == (
        "http://localhost:8000",
        False,
        2 * 2**30,
    )
    assert environment.allowed_hosts == ("localhost", "127.0.0.1", "[::1]")
    assert not environment.secure


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("FAIRWAY_DEBGU", "1", "FAIRWAY_DEBGU is not a setting"),
        ("FAIRWAY_DEBUG", "maybe", "true or false"),
        ("FAIRWAY_MAX_UPLOAD", "much", "whole number with a unit"),
        ("FAIRWAY_TIME_ZONE", "Mars/Base", "IANA"),
        ("FAIRWAY_BASE_URL", "channel.example.com", "address people type"),
        ("FAIRWAY_MAIL_URL", "pigeon://", "smtp://"),
        ("FAIRWAY_ENGINE", "abacus", "local"),
        ("FAIRWAY_WEB_WORKERS", "0", "from 1"),
        ("DATABASE_URL", "mysql://x/y", "postgresql://"),
    ],
)
def test_a_bad_value_is_refused_with_a_remedy(tmp_path: Path, name: str, value: str, says: str) -> None:
    with pytest.raises(BadSetting, match=says):
        read(settings(tmp_path, **{name: value}))


def test_a_secret_may_stand_in_a_file_but_not_twice(tmp_path: Path) -> None:
    kept = tmp_path / "secret"
    kept.write_text("from a file\n")
    assert read(settings(tmp_path, FAIRWAY_SECRET_KEY_FILE=str(kept))).secret_key == "from a file"
    with pytest.raises(BadSetting, match="both set"):
        read(settings(tmp_path, FAIRWAY_SECRET_KEY_FILE=str(kept), FAIRWAY_SECRET_KEY="x"))
    with pytest.raises(BadSetting, match="cannot be read"):
        read(settings(tmp_path, FAIRWAY_SECRET_KEY_FILE=str(tmp_path / "none")))


def test_the_secret_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    first, second = read(settings(tmp_path)).secret_key, read(settings(tmp_path)).secret_key
    assert first == second
    assert len(first) > 40
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_a_database_address_moves_everything_and_the_application_gets_its_own_login(tmp_path: Path) -> None:
    environment = read(
        settings(tmp_path, DATABASE_URL="postgresql://boss:p%40ss@db.example:5433/channel?sslmode=require")
    )
    where = place(environment)
    assert (where.host, where.port, where.name, where.user, where.password) == (
        "db.example",
        "5433",
        "channel",
        "boss",
        "p@ss",
    )
    databases = django_databases(environment)
    assert databases["default"]["USER"] == "fairway_app"
    assert databases["default"]["PASSWORD"] not in {"", "p@ss"}
    assert databases["default"]["OPTIONS"]["sslmode"] == "require"
    with pytest.raises(BadSetting, match="names no database"):
        place(read(settings(tmp_path, DATABASE_URL="postgresql://db.example")))


def test_mail_goes_where_the_address_says(tmp_path: Path) -> None:
    mail = mail_settings(read(settings(tmp_path, FAIRWAY_MAIL_URL="smtps://post:s%3Ecret@mail.example")))
    assert (mail["EMAIL_HOST"], mail["EMAIL_PORT"], mail["EMAIL_HOST_PASSWORD"]) == ("mail.example", 465, "s>cret")
    assert mail["EMAIL_USE_SSL"]
    assert not mail["EMAIL_USE_TLS"]
