"""Accounts of the web interface: what the file holds, who gets in, and what becomes of a broken or a changed file."""

import os
import resource
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from assistant.accounts import Account, Accounts, remove_account, set_account
from assistant.errors import SettingsError, SolidarityError
from assistant.settings import Settings, load_settings

PASSWORD = "correct horse battery"
OTHER = "wrong horse battery"
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
HOSTILE = [
    "",
    "a b",
    "a" * 65,
    "../x",
    "a/b",
    "a\\b",
    "anna\n",
    "a\x00b",
    'a"]\n[b',
    "[x]",
    "a=b",
    "änna",
    "а",
    "\u202eanna",
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "users.toml"


def written(path: Path, text: str | bytes, mode: int = 0o600) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(mode)
    return path


def entry(name: str = "anna", role: str = "reader", password_hash: str = HASH) -> str:
    return f'["{name}"]\nrole = "{role}"\npassword_hash = "{password_hash}"\n'


def hash_of(path: Path, name: str) -> str:
    return str(tomllib.loads(path.read_text(encoding="utf-8"))[name]["password_hash"])


def lone(path: Path) -> bool:
    """Whether nothing but the file and its lock lies in the folder."""
    return {item.name for item in path.parent.iterdir()} <= {path.name, f".{path.name}.lock"}


def test_an_account_gets_in_with_its_password_and_its_role(path: Path) -> None:
    assert set_account(path, "anna@example.org", "curator", PASSWORD) is None
    accounts = Accounts(path)
    assert accounts.authenticate("anna@example.org", PASSWORD) == Account("anna@example.org", "curator")
    assert accounts.role_of("anna@example.org") == "curator"


@pytest.mark.parametrize("password", [OTHER, "", PASSWORD + " ", PASSWORD.upper(), "x" * 5_000_000, "\ud800", "\x00"])
def test_a_wrong_password_does_not_get_in(path: Path, password: str) -> None:
    assert Accounts(written(path, entry())).authenticate("anna", password) is None


@pytest.mark.parametrize("name", ["bea", "Anna", "anna ", "annа", *HOSTILE])
def test_an_unknown_name_gets_in_with_nobodys_password(path: Path, name: str) -> None:
    accounts = Accounts(written(path, entry()))
    assert accounts.authenticate(name, PASSWORD) is None
    assert accounts.role_of(name) is None


def test_one_account_does_not_get_in_with_the_password_of_another(path: Path) -> None:
    accounts = Accounts(written(path, entry("anna") + entry("bea", password_hash=PasswordHasher().hash(OTHER))))
    assert accounts.authenticate("bea", PASSWORD) is None
    assert accounts.authenticate("bea", OTHER) == Account("bea", "reader")


def test_an_unknown_name_costs_as_much_work_as_a_wrong_password(path: Path) -> None:
    set_account(path, "anna", "reader", PASSWORD)
    accounts = Accounts(path)

    def work(name: str) -> float:
        started = time.process_time()
        accounts.authenticate(name, OTHER)
        return time.process_time() - started

    wrong, unknown = (min(work(name) for _ in range(3)) for name in ("anna", "nobody"))
    assert wrong / 3 < unknown < wrong * 3


def test_nobody_gets_in_where_the_file_has_no_accounts(path: Path) -> None:
    accounts = Accounts(written(path, "# Nobody yet.\n"))
    assert accounts.names() == ()
    assert accounts.authenticate("anna", PASSWORD) is None


def test_the_same_password_twice_gives_two_hashes_and_stands_nowhere(path: Path) -> None:
    for name in ("anna", "bea"):
        set_account(path, name, "reader", PASSWORD)
    one, other = hash_of(path, "anna"), hash_of(path, "bea")
    assert one.startswith("$argon2id$")
    assert one.rpartition("$")[2] != other.rpartition("$")[2]
    assert one.split("$")[4] != other.split("$")[4]
    set_account(path, "anna", "reader", PASSWORD)
    assert hash_of(path, "anna") != one
    assert PASSWORD not in path.read_text(encoding="utf-8")
    assert lone(path)


def test_an_accent_counts_the_same_however_it_was_typed(path: Path) -> None:
    set_account(path, "anna", "reader", "solidarit\u00e9 toujours")
    assert Accounts(path).authenticate("anna", "solidarite\u0301 toujours")


def test_the_file_can_be_read_by_its_owner_only_whatever_the_umask(path: Path) -> None:
    before = os.umask(0)
    try:
        set_account(path, "anna", "reader", PASSWORD)
        assert path.stat().st_mode & 0o777 == 0o600
        path.chmod(0o644)
        remove_account(path, "anna")
        assert path.stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)


@pytest.mark.skipif(os.geteuid() != 0, reason="only the administrator can give a file away")
def test_a_file_that_the_administrator_changes_keeps_its_owner(path: Path) -> None:
    os.chown(written(path, entry()), 65534, 65534)
    set_account(path, "bea", "reader", PASSWORD)
    assert (path.stat().st_uid, path.stat().st_gid) == (65534, 65534)


def test_a_link_stays_a_link_to_the_changed_file(path: Path) -> None:
    link = path.with_name("link.toml")
    link.symlink_to(path)
    set_account(link, "anna", "reader", PASSWORD)
    assert link.is_symlink()
    assert Accounts(path).names() == ("anna",)


def test_setting_an_account_again_replaces_it_and_tells_what_it_was(path: Path) -> None:
    set_account(path, "anna", "curator", PASSWORD)
    assert set_account(path, "anna", "reader", OTHER) == Account("anna", "curator")
    accounts = Accounts(path)
    assert list(accounts) == [Account("anna", "reader")]
    assert accounts.authenticate("anna", PASSWORD) is None
    assert accounts.authenticate("anna", OTHER)


def test_names_come_in_alphabetical_order(path: Path) -> None:
    accounts = Accounts(written(path, entry("cem", "curator") + entry("anna") + entry("b.ea")))
    assert accounts.names() == ("anna", "b.ea", "cem")
    assert list(accounts) == [Account("anna", "reader"), Account("b.ea", "reader"), Account("cem", "curator")]


def test_a_change_leaves_comments_and_the_other_accounts_as_they_are(path: Path) -> None:
    kept = "# Asked for by the board.\n" + entry("bea", "curator")
    written(path, f"{kept}\n{entry('anna')}")
    set_account(path, "cem", "reader", PASSWORD)
    remove_account(path, "anna")
    assert path.read_text(encoding="utf-8").startswith(kept)
    assert Accounts(path).names() == ("bea", "cem")


@pytest.mark.parametrize("name", ["a.b", "-", "..", "0", "true", "A_b-c.d@e", "x" * 64])
def test_every_allowed_name_can_be_added_and_removed(path: Path, name: str) -> None:
    set_account(path, name, "reader", PASSWORD)
    assert Accounts(path).authenticate(name, PASSWORD) == Account(name, "reader")
    remove_account(path, name)
    assert Accounts(path).names() == ()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_refused_before_anything_is_written(path: Path, name: str) -> None:
    with pytest.raises(SolidarityError, match="No account can be named") as error:
        set_account(path, name, "reader", PASSWORD)
    assert "\n" not in str(error.value)
    assert not list(path.parent.iterdir())


@pytest.mark.parametrize(
    ("password", "length"), [("", 0), ("x" * 11, 11), ("e\u0301" * 6, 6), ("\ufb2c" * 4, 4), ("x" * 1025, 1025)]
)
def test_a_password_that_is_too_short_or_too_long_is_refused_with_the_limits(
    path: Path, password: str, length: int
) -> None:
    with pytest.raises(SolidarityError, match=rf" {length} characters: .* at least 12 and at most 1024\.") as error:
        set_account(path, "anna", "reader", password)
    assert not password or password not in str(error.value)
    assert not path.exists()


@pytest.mark.parametrize("sign", ["\n", "\x00", "\x7f", "\udcff"])
def test_a_password_that_no_form_can_send_is_refused(path: Path, sign: str) -> None:
    with pytest.raises(SolidarityError, match="control character") as error:
        set_account(path, "anna", "reader", PASSWORD + sign)
    assert PASSWORD not in str(error.value)
    assert not path.exists()


def test_the_shortest_and_the_longest_password_get_in(path: Path) -> None:
    set_account(path, "anna", "reader", "x" * 12)
    set_account(path, "bea", "reader", "\u00e9" * 1024)
    accounts = Accounts(path)
    assert accounts.authenticate("anna", "x" * 12)
    assert accounts.authenticate("bea", "\u00e9" * 1024)
    assert accounts.authenticate("bea", "\u00e9" * 1025) is None


def test_a_removed_account_loses_its_role_at_once(path: Path) -> None:
    set_account(path, "anna", "curator", PASSWORD)
    set_account(path, "bea", "reader", PASSWORD)
    accounts = Accounts(path)
    assert accounts.role_of("anna") == "curator"
    remove_account(path, "anna")
    assert accounts.role_of("anna") is None
    assert accounts.authenticate("anna", PASSWORD) is None
    assert accounts.names() == ("bea",)


def test_a_change_is_noticed_even_where_time_and_size_of_the_file_stay_the_same(path: Path) -> None:
    accounts = Accounts(written(path, entry("anna")))
    before = path.stat()
    written(path, entry("cara"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert accounts.names() == ("cara",)


def test_a_file_that_breaks_or_goes_away_lets_nobody_in(path: Path) -> None:
    accounts = Accounts(written(path, entry()))
    written(path, entry() + "broken")
    with pytest.raises(SettingsError, match="TOML"):
        accounts.authenticate("anna", PASSWORD)
    path.unlink()
    with pytest.raises(SettingsError, match="There is no file of accounts"):
        accounts.role_of("anna")
    written(path, entry())
    assert accounts.role_of("anna") == "reader"


def test_a_removal_of_an_unknown_account_names_those_that_are_there(path: Path) -> None:
    written(path, entry("anna") + entry("bea"))
    with pytest.raises(SolidarityError, match=r"no account 'cem'. It has: anna, bea\."):
        remove_account(path, "cem")
    with pytest.raises(SettingsError, match="There is no file of accounts"):
        remove_account(path.with_name("none.toml"), "anna")


_BROKEN = {
    "no TOML": ("[anna", "is not valid TOML"),
    "cut in the middle": (entry()[:-9], "is not valid TOML"),
    "no UTF-8": (b'["\xff"]', "is not valid TOML"),
    "a name twice": (entry() + entry(), "is not valid TOML"),
    "unknown role": (entry(role="admin"), "account 'anna': role = 'admin'"),
    "no role": (f'[anna]\npassword_hash = "{HASH}"', "account 'anna': role: Field required"),
    "no hash": ('[anna]\nrole = "reader"', "account 'anna': password_hash: Field required"),
    "a password for a hash": (entry(password_hash=PASSWORD), "account 'anna': password_hash: this is no Argon2 hash"),
    "another kind of hash": (entry(password_hash="$2b$12$" + "a" * 53), "this is no Argon2 hash"),
    "a cut hash": (entry(password_hash=HASH.rpartition("$")[0]), "this is no Argon2 hash"),
    "a hash with strange signs": (entry(password_hash=HASH + "é"), "this is no Argon2 hash"),
    "a number for an account": ("anna = 3", "account 'anna'"),
    "a further field": (entry() + "password = 1", "account 'anna': password: Extra"),
    "a dotted name without quotation marks": ('[a.b]\nrole = "reader"', "account 'a'"),
    "a hostile name": (entry("a b"), "account 'a b': a name has 1 to 64"),
}


@pytest.mark.parametrize(("content", "told"), _BROKEN.values(), ids=_BROKEN)
def test_a_broken_file_is_named_with_the_account_and_stays_as_it_is(
    path: Path, content: str | bytes, told: str
) -> None:
    before = written(path, content).read_bytes()
    for use in _uses(path):
        with pytest.raises(SettingsError) as error:
            use()
        assert str(path) in str(error.value)
        assert told in str(error.value)
        assert "\n" not in str(error.value)
        assert PASSWORD not in str(error.value)
    assert path.read_bytes() == before
    assert lone(path)


def test_a_hash_that_only_looks_like_one_is_told_at_the_login(path: Path) -> None:
    accounts = Accounts(written(path, entry(password_hash=HASH[:-3] + "!!!")))
    with pytest.raises(SettingsError, match="account 'anna': the password hash cannot be used"):
        accounts.authenticate("anna", PASSWORD)


def _uses(path: Path) -> list[Callable[[], object]]:
    return [
        lambda: Accounts(path),
        lambda: set_account(path, "bea", "reader", PASSWORD),
        lambda: remove_account(path, "anna"),
    ]


@pytest.mark.parametrize("mode", [0o622, 0o620, 0o602, 0o666])
def test_a_file_that_others_can_write_is_refused(path: Path, mode: int) -> None:
    written(path, entry(), mode)
    for use in _uses(path):
        with pytest.raises(SettingsError, match=r"Others can write .* run 'chmod 600"):
            use()
    assert path.read_text(encoding="utf-8") == entry()


def test_a_file_that_becomes_writable_by_others_lets_nobody_in(path: Path) -> None:
    accounts = Accounts(written(path, entry()))
    path.chmod(0o666)
    with pytest.raises(SettingsError, match="Others can write"):
        accounts.authenticate("anna", PASSWORD)


def test_a_folder_in_place_of_the_file_or_a_missing_folder_is_told(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "none" / "users.toml"):
        for use in _uses(place):
            with pytest.raises(SettingsError, match=r"users\.toml|cannot be read"):
                use()
    assert not (tmp_path / "none").exists()


def test_a_role_that_does_not_exist_is_not_written(path: Path) -> None:
    written(path, entry())
    with pytest.raises(SettingsError, match="role = 'admin'"):
        set_account(path, "bea", "admin", PASSWORD)  # type: ignore[arg-type]
    assert path.read_text(encoding="utf-8") == entry()


_ADD_MANY = """
import sys
from pathlib import Path
from assistant.accounts import set_account
for number in range(1000):
    set_account(Path(sys.argv[1]), f"n{number}", "reader", "x" * 12)
    print(f"n{number}", flush=True)
"""


def test_a_write_that_fails_half_way_leaves_the_file_as_it_was(path: Path) -> None:
    written(path, entry())
    # The system lets no file grow past 100 bytes, as on a full disk.
    limited = subprocess.run(
        [sys.executable, "-c", _ADD_MANY, str(path)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)),
    )
    assert "SettingsError" in limited.stderr.splitlines()[-1]
    assert "cannot be written (File too large); it is as it was" in limited.stderr
    assert path.read_text(encoding="utf-8") == entry()
    assert lone(path)


def test_a_killed_process_leaves_a_whole_file_that_takes_the_next_account(path: Path) -> None:
    command = [sys.executable, "-c", _ADD_MANY, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        told = [process.stdout.readline().strip() for _ in range(3)]
        process.send_signal(signal.SIGKILL)
    assert set(told) <= set(Accounts(path).names())
    set_account(path, "anna", "reader", PASSWORD)
    assert {*told, "anna"} <= set(Accounts(path).names())


def test_accounts_that_are_added_at_the_same_time_are_all_there_and_readers_see_a_whole_file(path: Path) -> None:
    names = [f"n{number}" for number in range(8)]
    accounts = Accounts(written(path, entry()))
    with ThreadPoolExecutor() as pool:
        added = [pool.submit(set_account, path, name, "reader", PASSWORD) for name in names]
        while not all(item.done() for item in added):
            assert accounts.role_of("anna") == "reader"
    assert [item.result() for item in added] == [None] * 8
    assert set(accounts.names()) == {"anna", *names}


def test_many_can_log_in_at_once(path: Path) -> None:
    set_account(path, "anna", "reader", PASSWORD)
    accounts = Accounts(path)
    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(lambda password: accounts.authenticate("anna", password), [PASSWORD, OTHER] * 6))
    assert found == [Account("anna", "reader"), None] * 6


@pytest.mark.parametrize(("value", "users"), [("", None), ("people.toml", Path("people.toml"))])
def test_the_setting_names_the_file_and_an_empty_one_counts_as_unset(
    monkeypatch: pytest.MonkeyPatch, value: str, users: Path | None
) -> None:
    monkeypatch.setenv("SOLIDARITY_USERS", value)
    assert load_settings().users == users
    assert Settings(users=Path("other.toml")).hash == load_settings().hash
