"""The site's settings as they stand in the environment: read once, strictly, all mistakes told together.

Pure: `read` takes a mapping and touches neither files nor the network. docs/operating.md lists the same names
for those who run the site; a variable that is empty counts as not set.
"""

import re
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_network
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import SplitResult, unquote, urlsplit

Network = IPv4Network | IPv6Network
Value = TypeVar("Value")

NAMES = (
    "PORT",
    "DATABASE_URL",
    "DATABASE_REPLICA_URLS",
    "REDIS_URL",
    "SITE_URL",
    "ALLOWED_HOSTS",
    "SECRET_KEY",
    "EMAIL_URL",
    "TRUSTED_PROXIES",
    "VAR_DIR",
    "TIME_ZONE",
    "CONTENT_LICENCE",
    "LIMITS",
)
"""Every variable that the site asks for."""

SECRET_KEY_LENGTH = 50
"""Characters; Django's own check (security.W009) asks for as many."""

LICENCES = {
    "CC-BY-SA-4.0": ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "CC-BY-4.0": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC-BY-NC-SA-4.0": ("CC BY-NC-SA 4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
    "CC0-1.0": ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
}
"""By SPDX identifier: the name as readers see it, and where its text stands."""

LOCAL_HOSTS: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
HOST_NAME = re.compile(rf"{LABEL}(\.{LABEL})*", re.ASCII)
SENDER = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,253}", re.ASCII)


class WrongEnvironment(Exception):
    """One line for each wrong variable: its name, what was given (never a secret), what was expected."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class Expected(ValueError):
    """What a value should have been, in words that follow 'expected'."""


@dataclass(frozen=True, slots=True)
class Licence:
    """What readers' and editors' words are published under."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class SQLite:
    path: Path


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    """A parsed connection URL; `options` holds libpq's own words (sslmode, application_name...)."""

    name: str
    user: str
    password: str = field(repr=False)
    host: str
    port: str
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail server; `encryption` is how TLS begins, if at all. `sender` is "" where none is named."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    encryption: Literal["none", "starttls", "tls"]
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Environment:
    """Every setting, parsed; `secret_key` and `mail` are None, `redis_url` empty where not given."""

    port: int
    site_url: str
    allowed_hosts: tuple[str, ...]
    secret_key: str | None = field(repr=False)
    database: SQLite | PostgreSQL
    replicas: tuple[PostgreSQL, ...]
    redis_url: str = field(repr=False)
    mail: Mail | None
    trusted_proxies: tuple[Network, ...]
    var_dir: Path
    time_zone: str
    content_licence: Licence
    limits: bool

    @property
    def https(self) -> bool:
        return self.site_url.startswith("https://")


def read(variables: Mapping[str, str], base_dir: Path) -> Environment:
    """Read all settings from `variables`; relative to nothing but `base_dir`, where var/ stands unless set.

    Raises WrongEnvironment with a line for every wrong variable.
    """
    reader = _Reader(variables)
    port = reader.get("PORT", _port, 8000)
    site_url = reader.get("SITE_URL", _site_url, f"http://127.0.0.1:{port}")
    var_dir = reader.get("VAR_DIR", _folder, base_dir / "var")
    in_var: SQLite | PostgreSQL = SQLite(var_dir / "gotchas.sqlite3")
    database = reader.get("DATABASE_URL", _database, in_var, secret=True)
    no_replicas: tuple[PostgreSQL, ...] = ()
    replicas = reader.get("DATABASE_REPLICA_URLS", _replicas, no_replicas, secret=True)
    if replicas and isinstance(database, SQLite) and not reader.lines:
        reader.refuse("DATABASE_REPLICA_URLS", "nothing while DATABASE_URL is not PostgreSQL", secret=True)
    hosts = reader.get("ALLOWED_HOSTS", _hosts, LOCAL_HOSTS)
    environment = Environment(
        port=port,
        site_url=site_url,
        allowed_hosts=tuple(dict.fromkeys((*hosts, _host_of(site_url)))),
        secret_key=reader.get("SECRET_KEY", _secret_key, None, secret=True),
        database=database,
        replicas=replicas,
        redis_url=reader.get("REDIS_URL", _redis, "", secret=True),
        mail=reader.get("EMAIL_URL", _mail, None, secret=True),
        trusted_proxies=reader.get("TRUSTED_PROXIES", _networks, ()),
        var_dir=var_dir,
        time_zone=reader.get("TIME_ZONE", _time_zone, "UTC"),
        content_licence=reader.get("CONTENT_LICENCE", _licence, Licence(*LICENCES["CC-BY-SA-4.0"])),
        limits=reader.get("LIMITS", _on_or_off, True),
    )
    if reader.lines:
        raise WrongEnvironment(reader.lines)
    return environment


class _Reader:
    """Takes values out of the variables and keeps a line for each that is wrong."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self.lines: list[str] = []

    def get(self, name: str, parse: Callable[[str], Value], default: Value, *, secret: bool = False) -> Value:
        given = self.variables.get(name, "").strip()
        if not given:
            return default
        try:
            return parse(given)
        except Expected as error:
            self.refuse(name, str(error), secret=secret)
            return default

    def refuse(self, name: str, expected: str, *, secret: bool) -> None:
        given = self.variables[name].strip()
        shown = f"a value of {len(given)} characters, kept secret" if secret else _on_one_line(given)
        self.lines.append(f"{name}: given {shown}; expected {expected}.")


def _on_one_line(given: str) -> str:
    return repr(given if len(given) <= 80 else given[:80] + "…")


def _port(given: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", given) or not 1 <= int(given) <= 65535:
        raise Expected("a port number from 1 to 65535")
    return int(given)


def _split(given: str, expected: str) -> SplitResult:
    """The parts of a URL; `expected` is said for anything that is not a URL at all."""
    if re.search(r"[\x00-\x20\x7f]", given):
        raise Expected(expected)
    try:
        parts = urlsplit(given)
        _ = parts.port
    except ValueError:
        raise Expected(expected) from None
    return parts


def _is_host(host: str) -> bool:
    if ":" in host:
        try:
            return bool(IPv6Address(host))
        except ValueError:
            return False
    return len(host) <= 253 and HOST_NAME.fullmatch(host) is not None


def _host_of(url: str) -> str:
    host = urlsplit(url).hostname or ""
    return f"[{host}]" if ":" in host else host


def _site_url(given: str) -> str:
    expected = "http:// or https:// and a host, such as https://gotchas.example.org, without a path"
    parts = _split(given, expected)
    extra = parts.path.rstrip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in ("http", "https") or extra or not _is_host(parts.hostname or ""):
        raise Expected(expected)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _hosts(given: str) -> tuple[str, ...]:
    hosts = tuple(part.strip().lower() for part in given.split(","))
    for host in hosts:
        bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host.removeprefix(".")
        if not _is_host(bare) or (":" in bare and not host.startswith("[")):
            raise Expected(
                "host names separated by commas, without scheme or port; .example.org is every name below it"
            )
    return hosts


def _secret_key(given: str) -> str:
    if len(given) < SECRET_KEY_LENGTH or len(set(given)) < 5:
        raise Expected(f"at least {SECRET_KEY_LENGTH} random characters")
    return given


def _folder(given: str) -> Path:
    path = Path(given)
    if not path.is_absolute() or "\0" in given:
        raise Expected("the absolute path of a folder")
    return path


def _database(given: str) -> SQLite | PostgreSQL:
    scheme, colon, rest = given.partition(":")
    if scheme == "sqlite" and colon:
        expected = "sqlite:////absolute/path/of/a/file"
        path = unquote(rest.removeprefix("///"))
        if not rest.startswith("////") or "\0" in path or "?" in rest or path.endswith("/"):
            raise Expected(expected)
        return SQLite(Path(path))
    return _postgresql(given, "sqlite:////absolute/path or postgresql://user:password@host:5432/name")


def _replicas(given: str) -> tuple[PostgreSQL, ...]:
    expected = "postgresql:// URLs separated by commas, a comma inside one written %2C"
    return tuple(_postgresql(part.strip(), expected) for part in given.split(","))


def _postgresql(given: str, expected: str) -> PostgreSQL:
    """Split by libpq itself, so that what is checked here is what will be used."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    _split(given, expected)
    if not given.startswith(("postgresql://", "postgres://")):
        raise Expected(expected)
    try:
        parts = {name: str(value) for name, value in conninfo_to_dict(given).items()}
    except psycopg.ProgrammingError:
        raise Expected(expected) from None
    name, port = parts.pop("dbname", ""), parts.pop("port", "")
    if not name:
        raise Expected(f"{expected}, with the name of a database")
    if port:
        _port(port)
    user, password, host = parts.pop("user", ""), parts.pop("password", ""), parts.pop("host", "")
    return PostgreSQL(name, user, password, host, port, parts)


def _redis(given: str) -> str:
    expected = "redis://host:6379/0, rediss://host:6379/0 or unix:///path/of/socket"
    parts = _split(given, expected)
    if parts.scheme == "unix" and not parts.netloc and len(parts.path) > 1:
        return given
    if parts.scheme not in ("redis", "rediss") or not _is_host(parts.hostname or ""):
        raise Expected(expected)
    if not re.fullmatch(r"(/[0-9]{0,3})?", parts.path):
        raise Expected(expected)
    return given


def _mail(given: str) -> Mail:
    expected = (
        "smtp://, smtp+starttls:// or smtps:// and user:password@host:port, behind it at most"
        " /?from=gotchas@example.org"
    )
    parts = _split(given, expected)
    encryptions: dict[str, tuple[Literal["none", "starttls", "tls"], int]] = {
        "smtp": ("none", 25),
        "smtp+starttls": ("starttls", 587),
        "smtps": ("tls", 465),
    }
    extra = parts.path.rstrip("/") or parts.fragment
    if parts.scheme not in encryptions or extra or not _is_host(parts.hostname or ""):
        raise Expected(expected)
    name, _, sender = parts.query.partition("=")
    sender = unquote(sender)
    if parts.query and (name != "from" or not SENDER.fullmatch(sender) or not _is_host(_host_part(sender))):
        raise Expected(expected)
    encryption, usual_port = encryptions[parts.scheme]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Mail(parts.hostname or "", parts.port or usual_port, user, password, encryption, sender)


def _host_part(address: str) -> str:
    return address.rpartition("@")[2].lower()


def _networks(given: str) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(part.strip()) for part in given.split(","))
    except ValueError:
        raise Expected(
            "addresses or networks of proxies separated by commas, such as 127.0.0.1, 10.0.0.0/8"
        ) from None


def _time_zone(given: str) -> str:
    if given not in zoneinfo.available_timezones():
        raise Expected("a name of the time zone database, such as Europe/Berlin")
    return given


def _licence(given: str) -> Licence:
    if given in LICENCES:
        return Licence(*LICENCES[given])
    name, _, address = given.rpartition(" ")
    expected = f"{', '.join(LICENCES)}, or a name, a space and the https:// address of its text"
    parts = _split(address, expected)
    if not name.strip() or parts.scheme != "https" or not _is_host(parts.hostname or ""):
        raise Expected(expected)
    return Licence(name.strip(), address)


def _on_or_off(given: str) -> bool:
    if given not in ("on", "off"):
        raise Expected("on or off")
    return given == "on"
