"""The secret key that a site makes for itself."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kbsite.environment import WrongEnvironment
from kbsite.secret_key import secret_key_in


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path):
    key = secret_key_in(tmp_path)
    assert len(key) >= 50
    assert secret_key_in(tmp_path) == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_all_who_start_together_read_the_same_key(tmp_path: Path):
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(secret_key_in, [tmp_path] * 64))
    assert len(keys) == 1


def test_a_cut_off_key_is_refused_without_being_shown(tmp_path: Path):
    (tmp_path / "secret_key").write_text("short-one")
    with pytest.raises(WrongEnvironment) as caught:
        secret_key_in(tmp_path)
    assert "9 characters" in str(caught.value)
    assert "short-one" not in str(caught.value)


def test_a_folder_that_is_missing_is_named(tmp_path: Path):
    with pytest.raises(WrongEnvironment, match=r"VAR_DIR: .*gone.*No such file"):
        secret_key_in(tmp_path / "gone")
