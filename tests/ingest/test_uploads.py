"""Uploaded files: names that try to lead elsewhere, bombs of every kind, and what an ordinary file costs."""

import struct
import time
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.errors import DocumentError, SolidarityError
from ingest.uploads import MOST_BYTES, MOST_BYTES_TOGETHER, MOST_FILES, check_together, check_upload, safe_name
from tests.ingest.samples import PdfFile, written

_CHUNK = bytes(2**24)
_TWO_GIB = 2**31 - len(_CHUNK)  # more would need the long form of ZIP
_DOCUMENT_TYPE = """<?xml version="1.0"?>
<!DOCTYPE w:document [<!ENTITY a "ha ha ha ha">%s]>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&%s;</w:t></w:r>
</w:p></w:body></w:document>"""


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("report.PDF", "report.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("/etc/cron.d/job.md", "job.md"),
        ("C:\\Users\\me\\..\\notes.docx", "notes.docx"),
        ("..", "document"),
        ("", "document"),
        (".pdf", "document.pdf"),
        (".bashrc.txt", "bashrc.txt"),
        ("-rf.txt", "rf.txt"),
        ("CON.txt", "_CON.txt"),
        ("lpt1.annex.pdf", "_lpt1.annex.pdf"),
        ("udhr.toml", "udhr_toml"),
        ("udhr.pdf\x00.toml", "udhr_pdf_toml"),
        ("tre\x07aty\r\n.md", "treaty.md"),
        ("tre\u202etxt.exe", "tretxt_exe"),
        ("<b>[1]*?.html", "b__1___.html"),
        ("رأي قانوني.docx", "رأي قانوني.docx"),
        ("团结权 (草案).pdf", "团结权 (草案).pdf"),
        ("मानव अधिकार.txt", "मानव अधिकार.txt"),
        ("Re\u0301sume\u0301.txt", "Résumé.txt"),
    ],
)
def test_a_name_becomes_harmless_and_stays_readable(given_name: str, safe: str) -> None:
    assert safe_name(given_name) == safe


@given(st.text(max_size=300))
@example("x" * 1000 + ".pdf")
@example("é" * 1000 + ".pdf")
@example("\ud800.txt")
@example(". . ../con.txt")
def test_any_name_is_one_plain_part_of_a_path(name: str) -> None:
    safe = safe_name(name)
    assert Path(safe).name == safe
    assert 0 < len(safe.encode()) <= 160
    assert not safe.startswith((".", " ", "-", "~")) and not safe.endswith((".", " "))
    assert not any(unicodedata.category(sign).startswith("C") for sign in safe)
    assert Path(safe).suffix != ".toml"
    assert safe_name(safe) == safe or safe.startswith("_")


def test_an_ordinary_file_is_fit_within_seconds(tmp_path: Path) -> None:
    page = PdfFile(tmp_path / "granary.pdf")
    page.line("1. Each village keeps a granary for its neighbours.", 700)
    files = [
        page.save(),
        _word_file(tmp_path / "granary.docx"),
        written(tmp_path, "granary.txt", "1. Each village keeps a granary for its neighbours."),
        written(tmp_path, "granary.html", "<html><body><p>Each village keeps a granary.</p></body></html>"),
    ]
    started = time.monotonic()
    for path in files:
        check_upload(path, path.name)
    assert time.monotonic() - started < 5 * len(files)


def test_the_name_that_the_user_gave_decides_the_format(tmp_path: Path) -> None:
    check_upload(written(tmp_path, "0f3a", "Each village keeps a granary."), "../granary.txt")


def test_a_file_beside_the_upload_does_not_describe_it(tmp_path: Path) -> None:
    written(tmp_path, "granary.toml", "status = 'no such status'")
    check_upload(written(tmp_path, "granary.txt", "Each village keeps a granary."), "granary.txt")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("page.pdf", b"<!doctype html><html><body>Not a PDF.</body></html>", "is named as PDF but is an HTML page"),
        ("notes.txt", b"\x7fELF\x02\x01\x01" + bytes(200), "is named as plain text but is a program"),
        ("notes.docx", b"\x89PNG\r\n\x1a\n" + bytes(200), "is named as Word document but is a PNG image"),
        ("setup.exe", b"MZ" + bytes(200), "unknown type '.exe'"),
        ("udhr.toml", b'status = "official text"', "unknown type '.toml'"),
        ("notes.txt", b"", "is empty"),
        ("broken.pdf", b"%PDF-1.7\n" + b"garbage " * 100, "is damaged or not a PDF"),
        ("broken.docx", b"PK\x03\x04" + b"garbage " * 100, "is damaged or not a Word document"),
        ("treaty.json", b"[" * 200_000, "RecursionError"),
    ],
)
def test_what_is_not_as_it_is_named_is_refused_with_the_reason(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    with pytest.raises(DocumentError, match=reason):
        check_upload(written(tmp_path, name, content), name)


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    with path.open("wb") as stream:
        stream.truncate(MOST_BYTES + 1)
    with pytest.raises(DocumentError, match="more than 50 MiB"):
        check_upload(path, path.name)


def test_an_upload_of_nothing_of_too_many_or_of_too_large_files_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "half.txt"
    with path.open("wb") as stream:
        stream.truncate(MOST_BYTES_TOGETHER // 2 + 1)
    with pytest.raises(SolidarityError, match="No file was given"):
        check_together([])
    with pytest.raises(SolidarityError, match="200 MiB together"):
        check_together([(path, "a.txt"), (path, "b.txt")])
    small = written(tmp_path, "small.txt", "Bread.")
    check_together([(small, "a.txt")] * MOST_FILES)
    with pytest.raises(SolidarityError, match="51 files were given"):
        check_together([(small, "a.txt")] * (MOST_FILES + 1))


def test_a_word_file_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    path = _word_file(tmp_path / "bomb.docx")
    _append_zeros(path, "word/media/image1.png", _TWO_GIB)
    assert path.stat().st_size < 16 * 2**20
    with pytest.raises(DocumentError, match="unpacks to more than"):
        check_upload(path, path.name)


def test_a_word_file_whose_directory_lies_about_a_size_is_refused(tmp_path: Path) -> None:
    path = _word_file(tmp_path / "liar.docx")
    _append_zeros(path, "word/media/image1.png", 64 * 2**20)
    data = path.read_bytes()
    assert data.count(struct.pack("<L", 64 * 2**20)) == 2
    path.write_bytes(data.replace(struct.pack("<L", 64 * 2**20), struct.pack("<L", 1000)))
    with pytest.raises(DocumentError, match="damaged"):
        check_upload(path, path.name)


def test_a_nested_archive_is_never_unpacked(tmp_path: Path) -> None:
    inner = _word_file(tmp_path / "inner.docx")
    _append_zeros(inner, "zeros", _TWO_GIB)
    outer = _word_file(tmp_path / "outer.docx")
    with zipfile.ZipFile(outer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.write(inner, "word/embeddings/inner.docx")
    check_upload(outer, outer.name)
    bare = tmp_path / "bare.docx"
    with zipfile.ZipFile(bare, "w") as archive:
        archive.write(inner, "inner.docx")
    with pytest.raises(DocumentError, match="is a ZIP archive"):
        check_upload(bare, bare.name)


def test_a_word_file_of_twenty_thousand_parts_is_refused(tmp_path: Path) -> None:
    path = _word_file(tmp_path / "parts.docx")
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(20_000):
            archive.writestr(f"word/media/{number}", b"")
    with pytest.raises(DocumentError, match="parts, more than"):
        check_upload(path, path.name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_word_file_with_entities_that_multiply_is_refused(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "laughs.docx"
    letters = "abcdefghij"
    entities = "".join(f'<!ENTITY {this} "{f"&{before};" * 10}">' for before, this in pairwise(letters))
    with zipfile.ZipFile(_word_file(tmp_path / "ordinary.docx")) as ordinary, zipfile.ZipFile(path, "w") as archive:
        for name in ordinary.namelist():
            xml = (_DOCUMENT_TYPE % (entities, letters[-1])).encode(encoding)
            archive.writestr(name, xml if name == "word/document.xml" else ordinary.read(name))
    with pytest.raises(DocumentError, match="document type"):
        check_upload(path, path.name)


def test_a_pdf_with_a_stream_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "bomb.pdf", _pdf([b"".join(_zeros(_TWO_GIB))]))
    with pytest.raises(DocumentError, match="unpacks to far more than a document needs"):
        check_upload(path, path.name)


def test_a_pdf_whose_pages_draw_too_much_together_is_refused(tmp_path: Path) -> None:
    page = zlib.compress(b"\n" * 60 * 2**20)
    path = written(tmp_path, "many.pdf", _pdf([page] * 5))
    with pytest.raises(DocumentError, match="unpacks to far more than a document needs"):
        check_upload(path, path.name)


@pytest.mark.parametrize("stated", [20_000, 1])
def test_a_pdf_of_twenty_thousand_pages_is_refused_whatever_it_states(tmp_path: Path, stated: int) -> None:
    path = written(tmp_path, "pages.pdf", _pdf([zlib.compress(b"")], pages=20_000, stated=stated))
    with pytest.raises(DocumentError, match="has 20000 pages, more than 5000"):
        check_upload(path, path.name)


def test_front_matter_that_multiplies_is_refused_while_this_process_stays_small(tmp_path: Path) -> None:
    names = "abcdefghijkl"
    lists = "".join(f"{this}: &{this} [{', '.join([f'*{before}'] * 10)}]\n" for before, this in pairwise(names))
    text = f"---\na: &a [ha, ha]\n{lists}aliases: [*{names[-1]}]\n---\nEach village keeps a granary.\n"
    path = written(tmp_path, "laughs.md", text)
    with pytest.raises(DocumentError, match=r"takes more than (3 GiB|5 s)|breaks the program"):
        check_upload(path, path.name, seconds=5)


def _word_file(path: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("1. Each village keeps a granary for its neighbours.")
    document.save(str(path))
    return path


def _zeros(count: int) -> Iterator[bytes]:
    """Zeros, packed."""
    packer = zlib.compressobj(1)
    for _ in range(count // len(_CHUNK)):
        yield packer.compress(_CHUNK)
    yield packer.flush()


def _append_zeros(path: Path, name: str, count: int) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive, archive.open(name, "w") as out:
        for _ in range(count // len(_CHUNK)):
            out.write(_CHUNK)


def _pdf(contents: list[bytes], pages: int | None = None, stated: int | None = None) -> bytes:
    """A PDF with these packed page contents; with `pages`, so many pages that draw the first one."""
    count = len(contents) if pages is None else pages
    kids = " ".join(f"{10 + n} 0 R" for n in range(count))
    first_content = 10 + count
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Count {count if stated is None else stated}/Kids[{kids}]>>".encode(),
    }
    for n in range(count):
        content = first_content + (n if pages is None else 0)
        objects[10 + n] = f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents {content} 0 R>>".encode()
    for n, data in enumerate(contents):
        head = f"<</Length {len(data)}/Filter/FlateDecode>>stream\n".encode()
        objects[first_content + n] = head + data + b"\nendstream"
    body, places = bytearray(b"%PDF-1.4\n"), {}
    for number, content_bytes in objects.items():
        places[number] = len(body)
        body += f"{number} 0 obj\n".encode() + content_bytes + b"\nendobj\n"
    table = "".join(f"{number} 1\n{place:010d} 00000 n \n" for number, place in places.items())
    trailer = f"xref\n{table}trailer\n<</Root 1 0 R/Size {max(objects) + 1}>>\nstartxref\n{len(body)}\n%%EOF\n"
    return bytes(body) + trailer.encode()
