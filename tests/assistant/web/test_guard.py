"""What stands before the page, attacked over real HTTP: names, limits, sizes, files, and what a reader may not call."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from socket import create_connection
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from assistant.accounts import remove_account, set_account
from assistant.web.guard import LOGINS_A_MINUTE, MOST_BYTES, MOST_UPLOADED_BYTES
from ingest.uploads import MOST_BYTES as MOST_BYTES_OF_A_FILE
from tests.assistant.web.conftest import Site
from tests.assistant.web.serving import MCP, PASSWORD, PageSession, add_account, elsewhere, served, signed_in

MEBIBYTE = 2**20
ONLY_CURATORS = "Only a curator may do this"
TOOLS = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
TAKES_ALL = {"Accept": "application/json, text/event-stream"}
EVIL = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}


@dataclass(frozen=True)
class House:
    """A server with accounts: carla is a curator, the others are readers."""

    url: str
    data_dir: Path
    users: Path


@pytest.fixture(scope="module")
def anonymous(server: Site) -> Iterator[httpx.Client]:
    """A client of a server on loopback without accounts."""
    with httpx.Client(base_url=server.url, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def house(corpus_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(corpus_dir, folder / "data")
    (folder / "data" / "README.md").write_text("words of the folder", encoding="utf-8")
    (folder / "data" / ".env").write_text("SOLIDARITY_MODEL_KEY=secret", encoding="utf-8")
    users = folder / "users.toml"
    for name, role in (("carla", "curator"), ("rita", "reader"), ("ruth", "reader")):
        add_account(users, name, role)
    with served(folder / "data", users=str(users), requests_a_minute="0") as running:
        yield House(running.url, folder / "data", users)


@pytest.fixture(scope="module")
def stranger(house: House) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=house.url, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def curator(house: House) -> httpx.Client:
    return signed_in(house.url, "carla")


@pytest.fixture(scope="module")
def reader(house: House) -> httpx.Client:
    return signed_in(house.url, "rita")


# Names


@pytest.mark.parametrize("name", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "localhost.evil", ""])
def test_a_server_on_loopback_answers_to_no_strange_name(anonymous: httpx.Client, name: str) -> None:
    answer = anonymous.get("/config", headers={"Host": name})
    assert answer.status_code == 421
    assert "does not answer to the name" in answer.text


@pytest.mark.parametrize("name", ["localhost", "localhost:7860", "127.0.0.1", "127.0.0.1:80", "[::1]:7860", "[::1]"])
def test_it_answers_to_the_names_of_this_machine(anonymous: httpx.Client, name: str) -> None:
    assert anonymous.get("/robots.txt", headers={"Host": name}).status_code == 200


@pytest.mark.parametrize("path", ["/gradio_api/call/ask", "/gradio_api/queue/join", "/gradio_api/upload", MCP])
def test_a_page_of_another_site_cannot_act_for_the_reader(anonymous: httpx.Client, path: str) -> None:
    answer = anonymous.post(path, files={"files": ("x.txt", b"words")}, headers=EVIL)
    assert answer.status_code == 403


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://[", "x"])
def test_a_page_of_another_site_cannot_act_with_the_session_of_a_curator(curator: httpx.Client, origin: str) -> None:
    sent = {"Origin": origin, "Host": "law.example"}
    assert curator.get("/config", headers=sent).status_code == 403
    joined = curator.post("/gradio_api/queue/join", json={"data": [], "fn_index": 0, "session_hash": "x"}, headers=sent)
    assert joined.status_code == 403


def test_the_page_itself_may_act(curator: httpx.Client) -> None:
    own = {"Origin": "https://law.example", "Host": "law.example", "Sec-Fetch-Site": "same-origin"}
    assert curator.get("/config", headers=own).status_code == 200
    behind_proxy = {**own, "Host": "127.0.0.1:7860", "X-Forwarded-Host": "law.example"}
    assert curator.get("/config", headers=behind_proxy).status_code == 200


def test_a_link_on_another_site_may_lead_here(anonymous: httpx.Client) -> None:
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert anonymous.get("/", headers=followed).status_code == 200


@pytest.mark.parametrize("name", ["[::1", "[", "]", "127.0.0.1]", "\u00e9"])
def test_a_name_that_is_none_is_refused_and_breaks_nothing(anonymous: httpx.Client, name: str) -> None:
    answer = anonymous.get("/config", headers=[(b"Host", name.encode("latin-1"))])
    assert answer.status_code in (400, 421)


# Limits


def test_one_address_may_ask_so_many_times_a_minute_and_is_told_when_to_come_back(corpus_dir: Path) -> None:
    with served(corpus_dir, requests_a_minute="4") as running, httpx.Client(base_url=running.url) as client:
        answers = [client.post("/gradio_api/call/show", json={"data": ["udhr 1"]}) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 2
        assert answers[-1].headers["retry-after"] == "60"
        assert "Too many requests" in answers[-1].text
        assert client.get("/config").status_code == 200, "reading the page itself is not counted"


def test_passwords_can_be_guessed_only_so_often_at_the_login(house: House) -> None:
    # The proxy's header is believed from this machine, so each test comes from an address of its own.
    with httpx.Client(base_url=house.url, headers={"X-Forwarded-For": "192.0.2.1"}) as client:
        tried = [client.post("/login", data={"username": "carla", "password": f"wrong {n}"}) for n in range(12)]
    assert [answer.status_code for answer in tried] == [400] * LOGINS_A_MINUTE + [429] * 2
    assert tried[-1].headers["retry-after"] == "60"


def test_passwords_can_be_guessed_only_so_often_over_http_basic(house: House) -> None:
    with httpx.Client(base_url=house.url, headers={"X-Forwarded-For": "192.0.2.2"}) as client:
        codes = [client.get(f"{MCP}schema", auth=("carla", f"wrong {n}")).status_code for n in range(14)]
    assert codes[0] == 401
    assert codes[-1] == 429


def test_a_stranger_elsewhere_cannot_name_another_address_in_a_header(house: House) -> None:
    """Only a proxy on this machine is believed; here the header comes through such a proxy, which adds the true address."""
    codes = []
    for n in range(LOGINS_A_MINUTE + 2):
        forwarded = {"X-Forwarded-For": f"10.0.0.{n}, 192.0.2.3"}
        guess = {"username": "carla", "password": "wrong"}
        codes.append(httpx.post(f"{house.url}/login", data=guess, headers=forwarded).status_code)
    assert codes[-1] == 429


# Sizes


def test_a_body_with_too_large_a_length_is_refused_before_it_is_sent(anonymous: httpx.Client) -> None:
    address = urlsplit(str(anonymous.base_url))
    for path, length in (("/gradio_api/call/ask", MOST_BYTES + 1), ("/gradio_api/upload", MOST_UPLOADED_BYTES + 1)):
        with create_connection((address.hostname, address.port or 80), timeout=20) as connection:
            head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\n"
            connection.sendall(head.encode())
            assert connection.recv(12) == b"HTTP/1.1 413"


@pytest.mark.parametrize("length", ["-1", "1e3", "abc", "+5", "²"])
def test_a_length_that_is_no_number_is_refused(anonymous: httpx.Client, length: str) -> None:
    address = urlsplit(str(anonymous.base_url))
    with create_connection((address.hostname, address.port or 80), timeout=20) as connection:
        head = f"POST /gradio_api/upload HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\n"
        connection.sendall(head.encode("latin-1"))
        assert connection.recv(10) == b"HTTP/1.1 4"


def _pieces(mebibytes: int) -> Iterator[bytes]:
    for _ in range(mebibytes):
        yield b"x" * MEBIBYTE


def test_a_body_without_a_length_is_cut_off_and_told_so(anonymous: httpx.Client) -> None:
    answer = anonymous.post("/gradio_api/call/ask", content=_pieces(22), headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert f"larger than {MOST_BYTES:,} bytes" in answer.text


def test_a_file_over_the_limit_is_not_taken(anonymous: httpx.Client) -> None:
    content = b"x" * (MOST_BYTES_OF_A_FILE + MEBIBYTE)
    answer = anonymous.post("/gradio_api/upload", files={"files": ("large.txt", content)})
    assert answer.status_code == 413


# Headers and files


@pytest.mark.parametrize("path", ["/", "/config", "/gradio_api/info", "/theme.css", "/gradio_api/file=/etc/passwd"])
def test_every_answer_binds_the_browser(anonymous: httpx.Client, path: str) -> None:
    headers = anonymous.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    policy = dict(rule.strip().split(" ", 1) for rule in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["object-src"] == "'none'"
    assert "http" not in headers["content-security-policy"]


def test_a_refusal_binds_the_browser_too(anonymous: httpx.Client) -> None:
    refused = anonymous.get("/", headers={"Host": "evil.example"})
    assert refused.headers["x-content-type-options"] == "nosniff"
    assert "content-security-policy" in refused.headers


FILES = [
    "/etc/passwd",
    "{data}/chroma/chroma.sqlite3",
    "{users}",
    "users.toml",
    "README.md",
    "{data}/README.md",
    ".env",
    "{data}/.env",
    "chroma/chroma.sqlite3",
    "..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/users.toml",
    "..%5cusers.toml",
    "file:///etc/passwd",
    "/proc/self/environ",
    "~/.bashrc",
]


@pytest.mark.parametrize("file", FILES)
def test_no_file_of_the_server_can_be_read(house: House, curator: httpx.Client, file: str) -> None:
    wanted = file.format(data=house.data_dir, users=house.users)
    for path in (f"/gradio_api/file={wanted}", f"/gradio_api/file/{wanted}", f"/static/{wanted}", f"/assets/{wanted}"):
        answer = curator.get(path)
        assert answer.status_code in (400, 403, 404, 422), path
        assert "root:" not in answer.text
        assert "argon2" not in answer.text


@pytest.mark.parametrize("path", ["/etc/passwd", "{users}", "{url}/x.txt"])
def test_a_file_that_was_not_uploaded_cannot_be_named_as_one(house: House, curator: httpx.Client, path: str) -> None:
    page = PageSession(curator, "naming")
    with elsewhere() as other:
        given = {"path": path.format(users=house.users, url=other.url), "meta": {"_type": "gradio.FileData"}}
        for message in (page.run("_read_file", given), page.run("_added", [given])):
            assert not message["success"]
            assert "root:" not in json.dumps(message)
            assert "argon2" not in json.dumps(message)
        assert other.asked == []


# Without an account


CLOSED = [
    ("GET", "/config"),
    ("GET", "/config/"),
    ("GET", "/gradio_api/info"),
    ("GET", "/gradio_api/openapi.json"),
    ("GET", "/gradio_api/queue/data?session_hash=x"),
    ("GET", "/gradio_api/queue/status"),
    ("GET", "/gradio_api/file=/etc/passwd"),
    ("GET", "/gradio_api/deep_link?session_hash=x"),
    ("GET", "/gradio_api/upload_progress?upload_id=x"),
    ("GET", "/monitoring/summary"),
    ("GET", f"{MCP}schema"),
    ("GET", f"{MCP}sse"),
    ("POST", MCP),
    ("POST", "/gradio_api/component_server"),
    ("POST", "/gradio_api/component_server/"),
    ("POST", f"{MCP}messages/login"),
    ("GET", f"{MCP}x/startup-events"),
    ("GET", "/gradio_api/heartbeat/x"),
    ("POST", "/gradio_api/cancel"),
    ("POST", "/gradio_api/queue/join"),
    ("POST", "/gradio_api/upload"),
    *(
        ("POST", f"/gradio_api/{kind}/{name}")
        for kind in ("call", "call/v2", "run", "api")
        for name in ("ask", "check")
    ),
]


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_without_an_account_nothing_is_answered(stranger: httpx.Client, method: str, path: str) -> None:
    body = {"data": ["udhr 1"], "fn_index": 0, "session_hash": "x"} if method == "POST" else None
    assert stranger.request(method, path, json=body).status_code == 401


def test_the_page_itself_shows_a_stranger_only_the_login(stranger: httpx.Client) -> None:
    shown = stranger.get("/").text
    assert "auth_required" in shown
    assert "Ask about international solidarity law" not in shown


def test_the_tools_take_http_basic_and_nothing_else(stranger: httpx.Client) -> None:
    refused = stranger.post(MCP, json=TOOLS, headers=TAKES_ALL)
    assert refused.headers["www-authenticate"].startswith("Basic")
    assert stranger.post(MCP, json=TOOLS, headers=TAKES_ALL, auth=("rita", PASSWORD)).status_code == 200
    for value in ("Basic ???", "Basic", "Bearer x", "Basic cml0YQ==", "Basic /w==", ""):
        wrong = {**TAKES_ALL, "Authorization": value}
        assert stranger.post(MCP, json=TOOLS, headers=wrong).status_code in (401, 429)


# A reader


CHANGES: list[tuple[Any, ...]] = [
    ("_added", None),
    ("_fetched", ["udhr"]),
    ("_removed", "udhr@digest"),
    ("_measured", ["questions"], "dev"),
]


@pytest.mark.parametrize("change", CHANGES, ids=[str(name) for name, *_ in CHANGES])
def test_a_reader_cannot_call_what_only_curators_see(reader: httpx.Client, change: tuple[Any, ...]) -> None:
    name, *values = change
    page = PageSession(reader, f"reader{name}")
    page.run("_shown")
    page.run("_opened")
    message = page.run(name, *values)
    assert not message["success"]
    assert message["output"]["error"].startswith(ONLY_CURATORS)
    forged = page.directly(name, *values, username="carla", request={"username": "carla"}, batched=True)
    assert ONLY_CURATORS in forged.text or name == "_measured"  # which gives the buttons back before it refuses


def test_after_all_this_the_library_is_as_it_was(house: House, reader: httpx.Client) -> None:
    shown = PageSession(reader, "library").run("_shown")["output"]["data"][0]
    assert "32 documents" in shown
    assert not list(house.data_dir.rglob("results.json"))
    assert not (house.data_dir / "library").exists()


def test_a_reader_who_adds_a_case_by_hand_is_refused(house: House, reader: httpx.Client) -> None:
    """The form is drawn in the session of each reader, so its button can be pressed by a program."""
    page = PageSession(reader, "form")
    drawn = page.run("apply", "claims")
    assert drawn["success"]
    added = [item for item in drawn["output"]["render_config"]["dependencies"] if item["api_name"] == "added"]
    assert added
    values: dict[int, Any] = {
        item["id"]: item["props"].get("value") for item in drawn["output"]["render_config"]["components"]
    }
    for item in added:
        given: list[Any] = [values.get(component, "dev") for component in item["inputs"]]
        body: dict[str, Any] = {"data": given, "fn_index": item["id"], "session_hash": "form"}
        assert ONLY_CURATORS in reader.post("/gradio_api/run/added", json=body).text


def test_a_removed_account_loses_its_role_and_its_session_at_once(house: House) -> None:
    set_account(house.users, "cecil", "curator", PASSWORD)
    client = signed_in(house.url, "cecil")
    page = PageSession(client, "removed")
    assert page.run("_visible_to")["output"]["data"][0]["visible"]
    remove_account(house.users, "cecil")
    assert page.directly("_added", None).status_code == 401
    assert client.post("/gradio_api/call/ask", json={"data": ["What is peace?"]}).status_code == 401
    assert "Universal Declaration" not in client.get("/config").text


def test_a_curator_who_becomes_a_reader_can_change_nothing_from_then_on(house: House) -> None:
    set_account(house.users, "demi", "curator", PASSWORD)
    page = PageSession(signed_in(house.url, "demi"), "demoted")
    set_account(house.users, "demi", "reader", PASSWORD)
    assert page.run("_added", None)["output"]["error"].startswith(ONLY_CURATORS)
    assert not page.run("_visible_to")["output"]["data"][0]["visible"]


def test_a_broken_file_of_accounts_lets_nobody_in_until_it_is_mended(house: House) -> None:
    page, whole = PageSession(signed_in(house.url, "ruth"), "broken"), house.users.read_bytes()
    guess, forwarded = {"username": "ruth", "password": PASSWORD}, {"X-Forwarded-For": "192.0.2.4"}
    try:
        house.users.write_bytes(b"broken [")
        assert httpx.post(f"{house.url}/login", data=guess, headers=forwarded).status_code == 400
        assert page.directly("_added", None).status_code == 401
    finally:
        house.users.write_bytes(whole)
    assert httpx.post(f"{house.url}/login", data=guess, headers=forwarded).status_code == 200
