"""One frozen, typed configuration: defaults, then instance/config.toml, then SGFORUM_* in the environment."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .core.crypto import key_file
from .core.errors import InvalidInput, NotFound

# Read by other parts than this one: the instance's place, the server's process, and what the tests are told
_NOT_SETTINGS = {
    "SGFORUM_INSTANCE",
    "SGFORUM_REFERENCE_DATA",
    "SGFORUM_SERVER_PID",
    "SGFORUM_TEST_POSTGRES_URL",
    "SGFORUM_TEST_REDIS_URL",
}

NO_INSTANCE = "There is no instance at %(path)s. Run: sgforum serve, or: sgforum demo"
NO_DRIVER = "%(name)s is set, but its driver is not installed. Run: pip install 'sgforum[%(extra)s]'"
DEFAULT_BASE_URL = "http://127.0.0.1:8000"


def _setting(default: Any, sentence: str) -> Any:
    return field(default=default, metadata={"sentence": sentence})


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting with its default; docs/operations.md lists the same, held by a test."""

    instance: Path
    secret_key: str = _setting("", "Signs cookies; made and kept in the instance on first start")
    base_url: str = _setting(DEFAULT_BASE_URL, "The site's address, used in mails, QR codes and feeds")
    database_url: str = _setting("", "SQLAlchemy address of the database; empty: SQLite in the instance")
    redis_url: str = _setting("", "Redis for rate limits across machines; empty: a file in the instance")
    mail_url: str = _setting(
        "", "smtp://user:password@host:port or smtps://; empty: files in instance/outbox"
    )
    mail_from: str = _setting("", "Sender of mails; empty: noreply@ the host of the base URL")
    timezone: str = _setting("Asia/Makassar", "The city's time zone; months and deadlines are reckoned in it")
    locales: str = _setting("id,en", "Languages offered, the first is the default")
    link_audit_contact: str = _setting(
        "", "Mail address or page for keepers of the sites that the link audit checks; empty: it checks none"
    )
    trusted_proxies: int = _setting(0, "How many proxies in front may set X-Forwarded-For and -Proto")
    debug: bool = _setting(default=False, sentence="Shows the component page /gaya; never on a public site")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def database(self) -> str:
        if self.database_url.startswith("postgresql://"):
            return self.database_url.replace(
                "://", "+psycopg://", 1
            )  # the driver that sgforum[postgres] brings
        return self.database_url or f"sqlite:///{self.instance / 'sgforum.db'}"

    @property
    def languages(self) -> list[str]:
        return [part.strip() for part in self.locales.split(",") if part.strip()]

    @property
    def keys(self) -> Path:
        """The folder of keys: outside the database and its backups."""
        return self.instance / "keys"


SETTINGS = tuple(item for item in fields(Config) if item.name != "instance")


def instance_path(given: str | None = None) -> Path:
    """Where the installation lives: the option, SGFORUM_INSTANCE, or ./instance."""
    return Path(given or os.environ.get("SGFORUM_INSTANCE") or "instance").resolve()


def require_instance(instance: Path) -> None:
    """For commands that read: raises NotFound, and makes nothing, where nothing was ever installed."""
    if not instance.is_dir():
        raise NotFound(NO_INSTANCE, path=instance)


def require_database(config: Config) -> None:
    """As above, for a SQLite database: opening one that is not there would make it."""
    path = config.database.removeprefix("sqlite:///")
    if path != config.database and not Path(path).is_file():
        raise NotFound(NO_INSTANCE, path=config.instance)


def load_config(instance: Path, environ: Mapping[str, str] | None = None) -> Config:
    """Read the configuration; raises InvalidInput for an unknown key or a value of the wrong kind."""
    try:
        instance.mkdir(parents=True, exist_ok=True, mode=0o700)  # addresses and hashes lie in it
    except OSError as error:
        raise InvalidInput(
            "%(path)s cannot be the instance: %(why)s", path=instance, why=error.strerror
        ) from None
    values = {
        **_from_file(instance / "config.toml"),
        **_from_environ(os.environ if environ is None else environ),
    }
    if not values.get("secret_key"):
        values["secret_key"] = key_file(instance / "keys", "cookies").hex()
    config = Config(instance=instance, **values)
    _check_address(
        "DATABASE_URL", config.database_url, ("sqlite:///", "postgresql://", "postgresql+psycopg://")
    )
    _check_address("REDIS_URL", config.redis_url, ("redis://", "rediss://", "redis+unix://"))
    for name, address, driver, extra in (
        ("DATABASE_URL", config.database_url.partition("postgresql")[1], "psycopg", "postgres"),
        ("REDIS_URL", config.redis_url, "redis", "redis"),
    ):
        if address and find_spec(driver) is None:
            raise InvalidInput(NO_DRIVER, name=name, extra=extra)
    try:
        ZoneInfo(config.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise InvalidInput("TIMEZONE: there is no time zone %(name)s", name=config.timezone) from None
    return config


def _check_address(name: str, address: str, kinds: tuple[str, ...]) -> None:
    if address and not address.startswith(kinds):
        raise InvalidInput("%(name)s must start with one of: %(kinds)s", name=name, kinds=", ".join(kinds))


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput("config.toml: %(error)s", error=error) from None
    return {_known(key, "config.toml"): _typed(key.lower(), value) for key, value in table.items()}


def _from_environ(environ: Mapping[str, str]) -> dict[str, Any]:
    found = {}
    for key, text in environ.items():
        if key.startswith("SGFORUM_") and key not in _NOT_SETTINGS:
            name = _known(key.removeprefix("SGFORUM_"), "the environment")
            found[name] = _typed(name, text)
    return found


def _known(key: str, where: str) -> str:
    name = key.lower()
    if name not in {item.name for item in SETTINGS}:
        raise InvalidInput("unknown setting %(key)s in %(where)s", key=key, where=where)
    return name


def _typed(name: str, value: Any) -> Any:
    kind = {"int": int, "bool": bool}.get(str(next(item.type for item in SETTINGS if item.name == name)), str)
    if kind is bool and isinstance(value, str):
        if value.lower() not in {"0", "1", "false", "true"}:
            raise InvalidInput("%(name)s must be true or false", name=name.upper())
        return value.lower() in {"1", "true"}
    try:
        return kind(value)
    except (TypeError, ValueError):
        raise InvalidInput("%(name)s must be a whole number", name=name.upper()) from None
