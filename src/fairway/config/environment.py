"""Settings, read from the environment and from nowhere else.

Every value is ``FAIRWAY_<NAME>`` or ``FAIRWAY_<NAME>_FILE`` (the path of a file that holds the value, for
secrets). A name nobody knows, a value that does not parse, or both forms at once refuse to start: a
misspelt setting that is silently ignored is worse than no setting.
"""

from __future__ import annotations

import re
import secrets
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "FAIRWAY_"


class BadSetting(Exception):
    """A setting that cannot be used; the message names it, says why and what to write instead."""


def _text(value: str) -> str:
    return value


def _flag(value: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    try:
        return known[value.strip().lower()]
    except KeyError:
        raise ValueError("write true or false") from None


def _size(value: str) -> int:
    match = re.fullmatch(r"\s*(\d+)\s*(B|KB|MB|GB)?\s*", value, re.IGNORECASE)
    if not match:
        raise ValueError("write a whole number with a unit, such as 512MB or 2GB")
    return int(match[1]) * {"B": 1, "KB": 2**10, "MB": 2**20, "GB": 2**30}[(match[2] or "B").upper()]


def _count(value: str) -> int:
    if not value.strip().isdecimal() or int(value) < 1:
        raise ValueError("write a whole number from 1")
    return int(value)


def _delay(value: str) -> int | None:
    if value.strip().lower() == "off":
        return None
    if not value.strip().isdecimal() or int(value) > 86_400:
        raise ValueError("write seconds from 0 to 86400, or off")
    return int(value)


def _path(value: str) -> Path:
    return Path(value).expanduser().resolve()


def _hosts(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _zone(value: str) -> str:
    if value not in zoneinfo.available_timezones():
        raise ValueError("write a zone of the IANA database, such as Europe/Berlin")
    return value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("write the address people type, such as https://channel.example.com")
    return value.rstrip("/")


def _mail_address(value: str) -> str:
    if urlsplit(value).scheme not in {"smtp", "smtps", "file", "console"}:
        raise ValueError("write smtp://user:password@host:587, smtps://…, file:///folder or console://")
    return value


def _box_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username:
        raise ValueError("write imaps://user:password@host:993/INBOX")
    return value


def _one_address(value: str) -> str:
    if not re.fullmatch(r"[^@\s<>]{1,64}@[A-Za-z0-9.-]{1,190}", value):
        raise ValueError("write one address, such as deals@channel.example.com")
    return value


def _long_secret(value: str) -> str:
    if len(value) < 20:
        raise ValueError("write at least 20 characters nobody guesses, such as `openssl rand -hex 32` makes")
    return value


def _accent(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ValueError("write a colour as #rrggbb, such as #0a5a75")
    shades = [int(value[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    # WCAG 2.2, relative luminance; white text on it must reach 4.5 to 1
    red, green, blue = (shade / 12.92 if shade <= 0.04045 else ((shade + 0.055) / 1.055) ** 2.4 for shade in shades)
    if 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) < 4.5:
        raise ValueError("white text on this colour is hard to read: write a darker one")
    return value.lower()


def _logo(value: str) -> Path:
    path = _path(value)
    if path.suffix.lower() not in {".svg", ".png", ".jpg", ".jpeg"} or not path.is_file():
        raise ValueError("write the path of an SVG, PNG or JPEG file that is there")
    return path


def _engine(value: str) -> str:
    if not re.fullmatch(r"local(\[([0-9]+|\*)\])?|spark://\S+:[0-9]+\S*|yarn|k8s://\S+", value):
        raise ValueError("write local, or a Spark master such as spark://host:7077 or local[2]")
    return value


@dataclass(frozen=True)
class Setting:
    """One setting: how it is read and what it means; the reference page is checked against this table."""

    name: str
    read: Callable[[str], Any]
    default: Any
    meaning: str


SETTINGS: tuple[Setting, ...] = (
    Setting("DATA_DIR", _path, "var", "Folder for raw files, the sales lake and the embedded database."),
    Setting(
        "SECRET_KEY",
        _text,
        None,
        "Signs sessions and derives the database login; made once and kept in the data folder.",
    ),
    Setting("BASE_URL", _web_address, "http://localhost:8000", "Where people reach this installation; used in mails."),
    Setting("ALLOWED_HOSTS", _hosts, "localhost,127.0.0.1,[::1]", "Host names the server answers to, comma separated."),
    Setting("DEBUG", _flag, "false", "Show error details in the browser. Never on a machine others reach."),
    Setting("TIME_ZONE", _zone, "UTC", "Zone of vendor staff who chose none."),
    Setting("VENDOR_NAME", _text, "Your company", "The vendor's name on pages and statements."),
    Setting(
        "BRAND_ACCENT", _accent, None, "Colour of buttons on the pages where companies apply: #rrggbb, dark enough."
    ),
    Setting("BRAND_LOGO", _logo, None, "The vendor's logo on those pages: the path of an SVG, PNG or JPEG file."),
    Setting(
        "MAIL_URL", _mail_address, "console://", "Where mail goes: smtp://…, smtps://…, file:///folder or console://."
    ),
    Setting("MAIL_FROM", _text, "Fairway <fairway@localhost>", "Sender of mails."),
    Setting("INBOX_ADDRESS", _one_address, None, "Address partners register deals at by mail; answers go there."),
    Setting("INBOX_URL", _box_address, None, "Mailbox of that address: imaps://user:password@host:993/INBOX."),
    Setting("INBOX_SECRET", _long_secret, None, "Secret that signs mails handed in at /in/mail/; closed without one."),
    Setting(
        "INBOX_TRUSTS",
        _text,
        None,
        "Mail server whose Authentication-Results are believed; without one no mail counts.",
    ),
    Setting("MAX_UPLOAD", _size, "2GB", "Largest file that is taken in, before and after unpacking."),
    Setting("ENGINE", _engine, "local", "Where programmes are calculated: local (DuckDB), or a Spark master."),
    Setting("ENGINE_MEMORY", _size, "3GB", "Memory a calculation may use before it spills to disk."),
    Setting(
        "ACCRUE_AFTER",
        _delay,
        "20",
        "Seconds after new sales lines until what they earn is taken up; off leaves it to the night.",
    ),
    Setting(
        "SEAL_CERTIFICATE",
        _path,
        None,
        "PKCS#12 file with the company's certificate and key that seals documents; otherwise the installation's own.",
    ),
    Setting("SEAL_PASSPHRASE", _text, None, "Passphrase of the PKCS#12 file."),
    Setting("TIMESTAMP_URL", _web_address, None, "Timestamp authority (RFC 3161) that dates each seal; none as it is."),
    Setting("API_PER_MINUTE", _count, "300", "Requests that one token may make in a minute; more are asked to wait."),
    Setting("WEB_WORKERS", _count, "2", "Processes of the web server; each answers eight requests at a time."),
)


@dataclass(frozen=True)
class Environment:
    """The settings of this process, typed."""

    data_dir: Path
    secret_key: str
    base_url: str
    allowed_hosts: tuple[str, ...]
    debug: bool
    time_zone: str
    vendor_name: str
    brand_accent: str | None
    brand_logo: Path | None
    mail_url: str
    mail_from: str
    inbox_address: str | None
    inbox_url: str | None
    inbox_secret: str | None
    inbox_trusts: str | None
    max_upload: int
    engine: str
    engine_memory: int
    accrue_after: int | None
    seal_certificate: Path | None
    seal_passphrase: str | None
    timestamp_url: str | None
    api_per_minute: int
    web_workers: int
    database_url: str | None

    @property
    def secure(self) -> bool:
        """Whether people come by https, so that cookies may be kept to it."""
        return self.base_url.startswith("https://")


def _raw(environ: Mapping[str, str], name: str) -> str | None:
    direct, indirect = environ.get(name), environ.get(f"{name}_FILE")
    if direct is not None and indirect is not None:
        raise BadSetting(f"{name} and {name}_FILE are both set: keep one of them.")
    if indirect is None:
        return direct
    try:
        return Path(indirect).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise BadSetting(f"{name}_FILE names {indirect!r}, which cannot be read: {fault}.") from None


def _kept_secret(data_dir: Path) -> str:
    """The secret of this installation, made on first use and kept in the data folder."""
    kept = data_dir / "secret-key"
    try:
        if not kept.exists():
            data_dir.mkdir(parents=True, exist_ok=True)
            fresh = data_dir / f"secret-key.{secrets.token_hex(4)}"
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_urlsafe(48), encoding="ascii")
            fresh.rename(kept)
        return kept.read_text(encoding="ascii").strip()
    except OSError as fault:
        raise BadSetting(
            f"FAIRWAY_DATA_DIR is {str(data_dir)!r}, which cannot be written: {fault.strerror}. "
            "Give the folder to this user or name another folder."
        ) from None


def read(environ: Mapping[str, str]) -> Environment:
    """Read all settings.

    :raises BadSetting: for an unknown ``FAIRWAY_…`` name, a value that does not parse, or an unwritable data folder.
    """
    known = {PREFIX + setting.name for setting in SETTINGS}
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known and name.removesuffix("_FILE") not in known:
            raise BadSetting(f"{name} is not a setting of Fairway. Known: {', '.join(sorted(known))}.")
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        raw = _raw(environ, PREFIX + setting.name)
        if raw is None:
            raw = setting.default
        try:
            values[setting.name.lower()] = None if raw is None else setting.read(raw)
        except ValueError as fault:
            raise BadSetting(f"{PREFIX}{setting.name} is {raw!r}: {fault}.") from None
    if values["secret_key"] is None:
        values["secret_key"] = _kept_secret(values["data_dir"])
    database_url = _raw(environ, "DATABASE_URL")
    if database_url is not None and database_url.partition("://")[0] not in {"postgres", "postgresql"}:
        raise BadSetting("DATABASE_URL is not a PostgreSQL address: write postgresql://user:password@host:5432/name.")
    return Environment(database_url=database_url, **values)
