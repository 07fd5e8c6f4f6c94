"""The commands `user add`, `user remove` and `user list`: what they print, where the password comes from, exit codes."""

import io
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.accounts import Account, Accounts, set_account
from assistant.cli import main

PASSWORD = "correct horse battery"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "users.toml"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command with bytes on standard input; returns exit code, stdout and stderr."""
    monkeypatch.delenv("SOLIDARITY_USERS", raising=False)

    def run_command(*arguments: str | Path, typed: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed)))
        with pytest.raises(SystemExit) as stopped:
            main(["user", *map(str, arguments)])
        printed = capsys.readouterr()
        return int(stopped.value.code or 0), printed.out, printed.err

    return run_command


@pytest.mark.parametrize("command", [[], ["add"], ["remove"], ["list"]])
def test_every_command_explains_itself_with_an_example(run: Run, command: list[str]) -> None:
    code, out, _ = run(*command, "--help")
    assert code == 0
    assert " ".join(["Example: solidarity user", *command]) in out


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["add"], ["add", "anna", "--role", "admin"], ["remove"], ["list", "--nonsense"]]
)
def test_wrong_use_ends_with_exit_code_2(run: Run, arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err


@pytest.mark.parametrize("line", [PASSWORD, f"{PASSWORD}\n", f"{PASSWORD}\r\n", f"{PASSWORD}\nsecond line\n"])
def test_the_first_line_of_standard_input_is_the_password(run: Run, path: Path, line: str) -> None:
    assert run("add", "anna", "--file", path, typed=line.encode()) == (0, "Added anna: reader.\n", "")
    assert Accounts(path).authenticate("anna", PASSWORD) == Account("anna", "reader")


def test_an_account_that_is_added_again_is_told_with_its_former_role(run: Run, path: Path) -> None:
    set_account(path, "anna", "curator", "another password")
    found = run("add", "anna", "--file", path, typed=PASSWORD.encode())
    assert found == (0, "Replaced anna: reader, curator before.\n", "")
    assert Accounts(path).authenticate("anna", PASSWORD) == Account("anna", "reader")


def test_the_list_shows_names_and_roles_below_each_other(run: Run, path: Path) -> None:
    run("add", "cem", "--role", "curator", "--file", path, typed=PASSWORD.encode())
    run("add", "anna@example.org", "--file", path, typed=PASSWORD.encode())
    assert run("list", "--file", path) == (0, "anna@example.org  reader\ncem               curator\n", "")


def test_a_removed_account_is_gone_and_a_list_without_accounts_says_so(run: Run, path: Path) -> None:
    set_account(path, "anna", "reader", PASSWORD)
    assert run("remove", "anna", "--file", path) == (0, "Removed anna.\n", "")
    assert run("list", "--file", path) == (0, "", f"{path} has no accounts.\n")


def test_the_setting_names_the_file_unless_the_command_does(
    run: Run, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOLIDARITY_USERS", str(path))
    assert run("add", "anna", typed=PASSWORD.encode())[0] == 0
    assert run("list") == (0, "anna  reader\n", "")
    code, _, err = run("list", "--file", path.with_name("other.toml"))
    assert code == 1
    assert "other.toml" in err


@pytest.mark.parametrize("setting", [None, ""])
@pytest.mark.parametrize("arguments", [["add", "anna"], ["remove", "anna"], ["list"]])
def test_a_file_that_nobody_names_is_asked_for(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], setting: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    if setting is not None:
        monkeypatch.setenv("SOLIDARITY_USERS", setting)
    told = "solidarity: No file of accounts is named: give --file PATH, or set SOLIDARITY_USERS.\n"
    assert run(*arguments, typed=PASSWORD.encode()) == (1, "", told)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("anna", b"", "The password has 0 characters: it must have at least 12"),
        ("anna", b"short-secret"[:11], "The password has 11 characters: it must have at least 12"),
        ("anna", b"secret-secret\xff", "The password on standard input is no UTF-8 text."),
        ("an na", b"secret-secret", "No account can be named 'an na'"),
        ("../anna", b"secret-secret", "No account can be named '../anna'"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line_without_the_password(
    run: Run, path: Path, name: str, typed: bytes, told: str
) -> None:
    code, out, err = run("add", name, "--file", path, typed=typed)
    assert (code, out) == (1, "")
    assert err.startswith(f"solidarity: {told}")
    assert err.count("\n") == 1
    assert "secret" not in err
    assert not path.exists()


@pytest.mark.parametrize("arguments", [["add", "bea"], ["remove", "anna"], ["list"]])
def test_a_broken_file_is_told_in_one_line(run: Run, path: Path, arguments: list[str]) -> None:
    path.write_text("[anna]\nrole = 'admin'\n", encoding="utf-8")
    path.chmod(0o600)
    code, out, err = run(*arguments, "--file", path, typed=PASSWORD.encode())
    assert (code, out) == (1, "")
    assert err.startswith(f"solidarity: {path}: account 'anna': role = 'admin'")
    assert err.count("\n") == 1


def typed_on_a_terminal(path: Path, *lines: str) -> tuple[int, str]:
    """Add an account on a real terminal, a line typed after each question; returns exit code and all that is shown."""
    controller, terminal = pty.openpty()
    command = [sys.executable, "-m", "assistant.cli", "user", "add", "anna", "--file", str(path)]
    shown = b""
    with subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True) as process:
        os.close(terminal)
        for line in lines:
            shown += _until_asked(controller)
            os.write(controller, f"{line}\n".encode())
        while chunk := _read(controller):
            shown += chunk
        code = process.wait()
    os.close(controller)
    return code, shown.decode()


def _until_asked(controller: int) -> bytes:
    shown = b""
    while not shown.endswith(b": ") and (chunk := _read(controller)):
        shown += chunk
    return shown


def _read(controller: int) -> bytes:
    try:
        return os.read(controller, 4096)
    except OSError:  # the other end is closed
        return b""


def test_on_a_terminal_the_password_is_asked_for_twice_and_never_shown(path: Path) -> None:
    code, shown = typed_on_a_terminal(path, PASSWORD, PASSWORD)
    assert code == 0
    assert "Password (at least 12 characters): " in shown
    assert "The same again: " in shown
    assert "Added anna: reader." in shown
    assert PASSWORD not in shown
    assert Accounts(path).authenticate("anna", PASSWORD)


def test_on_a_terminal_two_different_passwords_are_asked_for_again(path: Path) -> None:
    code, shown = typed_on_a_terminal(path, PASSWORD, "something else entirely", PASSWORD, PASSWORD)
    assert code == 0
    assert shown.count("Password (at least 12 characters): ") == 2
    assert PASSWORD not in shown
    assert "something else" not in shown
    assert Accounts(path).authenticate("anna", PASSWORD)
