"""Downloads official documents named in the source list, and trusts none of the bytes before they are checked."""

import ipaddress
import re
import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urljoin, urlsplit

import httpx
import tomlkit
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from assistant.errors import DocumentError, SolidarityError
from ingest.loaders.pdf import load_pdf
from ingest.reading import file_sha256
from ingest.sources import Source

Outcome = Literal["fetched", "present", "failed"]
Progress = Callable[[int, int], None]
"""Told of bytes received and bytes expected (0 when unknown)."""

_TIMEOUT = httpx.Timeout(20.0, connect=10.0)
_MOST_BYTES = 50 * 1024 * 1024
_MOST_REDIRECTS = 5
_TRIES = 4
_SUFFIX = {"treaty JSON": ".json", "PDF": ".pdf"}
_AGAIN = {408, 425, 429, 500, 502, 503, 504}


class OfflineError(SolidarityError):
    """No connection at all."""


class _TryAgainError(Exception):
    """A passing fault: the connection broke or the server was busy."""


@dataclass(frozen=True)
class FetchReport:
    """What became of one document; `detail` is the reason of a failure, else whether the bytes were pinned."""

    source_id: str
    outcome: Outcome
    detail: str


class Fetcher:
    """Fetches into one folder. `mirror` is the URL of a folder that holds the files as `ID.json` and `ID.pdf`."""

    def __init__(
        self,
        folder: Path,
        hosts: Collection[str],
        mirror: str = "",
        first_pause: float = 1.0,
        most_bytes: int = _MOST_BYTES,
    ) -> None:
        self._folder, self._mirror, self._first_pause, self._most_bytes = folder, mirror, first_pause, most_bytes
        self._hosts = {urlsplit(mirror).hostname or ""} if mirror else set(hosts)
        self._client = httpx.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=not mirror)

    def path_of(self, source: Source) -> Path:
        """Where the document lies once it is fetched and checked."""
        return self._folder / f"{source.id}{_SUFFIX[source.format]}"

    def fetch(self, source: Source, progress: Progress = lambda _done, _total: None) -> FetchReport:
        """Download one document, check it, and put it in place with a sidecar that describes it.

        Raises:
            OfflineError: the host cannot be reached at all.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        place = self.path_of(source)
        if place.is_file() and source.sha256 and file_sha256(place) == source.sha256:
            return FetchReport(source.id, "present", "bytes as pinned")
        part = place.with_name(place.name + ".part")
        try:
            if not source.sha256:  # without a pinned hash nothing tells whether two halves belong together
                part.unlink(missing_ok=True)
            self._download(self._address(source), part, progress)
            detail = self._check(source, part)
        except DocumentError as error:
            return FetchReport(source.id, "failed", str(error))
        _write_sidecar(source, place)
        part.replace(place)
        return FetchReport(source.id, "fetched", detail)

    def _address(self, source: Source) -> str:
        if not source.url:
            raise DocumentError("has no address in the source list: ingest a copy of your own")
        return f"{self._mirror.rstrip('/')}/{self.path_of(source).name}" if self._mirror else source.url

    def _download(self, url: str, part: Path, progress: Progress) -> None:
        tries = Retrying(
            stop=stop_after_attempt(_TRIES),
            wait=wait_exponential(multiplier=self._first_pause, max=30),
            retry=retry_if_exception_type(_TryAgainError),
            reraise=True,
        )
        try:
            tries(self._download_once, url, part, progress)
        except _TryAgainError as error:
            raise DocumentError(f"could not be downloaded after {_TRIES} tries ({error}): try again later") from error

    def _download_once(self, url: str, part: Path, progress: Progress) -> None:
        """One try; goes on where the last one broke off when the server can."""
        have = part.stat().st_size if part.is_file() else 0
        headers = {"Range": f"bytes={have}-"} if have else {}
        for _ in range(_MOST_REDIRECTS + 1):
            self._check_address(url)
            try:
                with self._client.stream("GET", url, headers=headers) as response:
                    if response.is_redirect:
                        url = urljoin(url, response.headers["location"])
                        continue
                    self._receive(response, part, have, progress)
                    return
            except httpx.ConnectError as error:
                raise OfflineError(f"Cannot reach {urlsplit(url).hostname} ({error}): nothing was changed.") from error
            except httpx.TransportError as error:
                raise _TryAgainError(str(error) or type(error).__name__) from error
        raise DocumentError(f"was redirected more than {_MOST_REDIRECTS} times: check its address in sources.toml")

    def _receive(self, response: httpx.Response, part: Path, have: int, progress: Progress) -> None:
        if response.status_code == 416:  # the part is not a beginning of this file
            part.unlink(missing_ok=True)
            raise _TryAgainError("the server has no such range")
        if response.status_code in _AGAIN:
            raise _TryAgainError(f"status {response.status_code}")
        if response.status_code not in (200, 206):
            raise DocumentError(f"is not served (status {response.status_code}): check its address in sources.toml")
        start = have if response.status_code == 206 else 0
        expected = int(response.headers.get("content-length") or 0) + start
        if expected > self._most_bytes:
            raise DocumentError(self._too_large(part))
        with part.open("ab" if start else "wb") as stream:
            received = start
            for chunk in response.iter_bytes():
                received += len(chunk)
                if received > self._most_bytes:
                    stream.close()
                    raise DocumentError(self._too_large(part))
                stream.write(chunk)
                progress(received, expected)
        if expected > start and received < expected:
            raise _TryAgainError(f"the connection ended after {received} of {expected} bytes")

    def _too_large(self, part: Path) -> str:
        part.unlink(missing_ok=True)
        return f"is larger than {self._most_bytes} bytes: refused"

    def _check_address(self, url: str) -> None:
        """Hold every hop to https and to the hosts of the source list, and away from private networks.

        Raises:
            DocumentError: the address is not allowed.
        """
        address = urlsplit(url)
        host = address.hostname or ""
        if host not in self._hosts:
            raise DocumentError(f"leads to the host {host!r}, which is not in the source list: refused")
        if self._mirror:
            return
        if address.scheme != "https":
            raise DocumentError(f"leads to {address.scheme}://{host}, not to https: refused")
        for found in _addresses(host):
            if not ipaddress.ip_address(found).is_global:
                raise DocumentError(f"leads to the private address {found}: refused")

    def _check(self, source: Source, part: Path) -> str:
        """Check the bytes against the pinned hash, or a UN PDF against its symbol; what fails is kept aside.

        Raises:
            DocumentError: the bytes are not the document that the list names.
        """
        found = file_sha256(part)
        if source.sha256 and found != source.sha256:
            raise DocumentError(f"has SHA-256 {found}, expected {source.sha256}: kept aside as {self._put_aside(part)}")
        if source.format == "PDF" and not _carries_symbol(part, source.symbol):
            aside = self._put_aside(part)
            raise DocumentError(f"does not carry the symbol {source.symbol} on its first page: kept aside as {aside}")
        return "bytes as pinned" if source.sha256 else f"not pinned, SHA-256 {found}"

    @staticmethod
    def _put_aside(part: Path) -> str:
        aside = part.with_suffix(".rejected")
        part.replace(aside)
        return aside.name


def listed_hosts(sources: Collection[Source]) -> set[str]:
    """The hosts that the source list names."""
    return {urlsplit(source.url).hostname or "" for source in sources if source.url}


def _addresses(host: str) -> set[str]:
    try:
        return {str(info[4][0]) for info in socket.getaddrinfo(host, 443, proto=socket.IPPROTO_TCP)}
    except OSError as error:
        raise OfflineError(f"Cannot find {host} ({error.strerror or error}): nothing was changed.") from error


def _carries_symbol(path: Path, symbol: str) -> bool:
    try:
        loaded = load_pdf(path)
    except DocumentError:
        return False
    first_page = " ".join(block.text for block in loaded.blocks if (block.page or 1) == 1)
    text = f"{loaded.metadata.get('symbol', '')} {first_page}"
    return re.search(rf"(?<![\w/]){re.escape(symbol)}(?![\w/])", text) is not None


def _write_sidecar(source: Source, place: Path) -> None:
    """Describe the document for the ingest, as official text."""
    described = source.model_dump(
        include={"id", "title", "short", "symbol", "kind", "author", "date", "language", "licence"}
    )
    fields = {key: value for key, value in described.items() if value}
    fields |= {"status": "official text", "source_url": source.page_url or source.url}
    place.with_suffix(".toml").write_text(tomlkit.dumps(fields), encoding="utf-8")
