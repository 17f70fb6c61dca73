"""The secret key that a site without SECRET_KEY makes for itself, once."""

import os
import secrets
from pathlib import Path

from kbsite.environment import SECRET_KEY_LENGTH, WrongEnvironment


def secret_key_in(folder: Path) -> str:
    """The key in `folder`/secret_key; the first to ask makes it, readable by its owner only.

    The key is written beside its place and linked there, which fails where a key stands already: of two
    processes that start together both read the same whole key. Raises WrongEnvironment where the file cannot
    be read or is too short.
    """
    path = folder / "secret_key"
    try:
        if not path.exists():
            _make(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not plain text"
        raise WrongEnvironment(
            [f"VAR_DIR: {path}: {reason}; expected a folder this user can write, or SECRET_KEY set."]
        ) from None
    if len(key) < SECRET_KEY_LENGTH:
        raise WrongEnvironment(
            [f"VAR_DIR: {path} holds {len(key)} characters; expected {SECRET_KEY_LENGTH}. Delete it."]
        )
    return key


def _make(path: Path) -> None:
    draft = path.with_name(f".secret_key.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
