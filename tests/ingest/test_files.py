import io
import zipfile
from pathlib import Path

import pytest

from assistant.errors import DocumentError
from ingest.files import check_format, discover, is_under
from tests.ingest.samples import written


def _archive(**members: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


_ZIP = _archive(readme="nets")
_DOCX = _archive(**{"word__document.xml": "<w/>"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with readable files, others, and hidden ones."""
    for name in (
        "b.md",
        "a.pdf",
        "deep/er/c.TXT",
        "notes.xyz",
        "a.toml",
        ".hidden.md",
        ".git/d.md",
        "~$a.docx",
        ".~lock.a.docx",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Nets are lent.", encoding="utf-8")
    return tmp_path


def _names(paths: list[Path], folder: Path) -> list[str]:
    return [str(path.relative_to(folder.resolve())) for path in paths]


def test_a_folder_gives_its_readable_files_sorted_and_without_hidden_ones(folder: Path) -> None:
    assert _names(discover([str(folder)]), folder) == ["a.pdf", "b.md", "deep/er/c.TXT"]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*.md", ["b.md"]),
        ("**/*.TXT", ["deep/er/c.TXT"]),
        ("[ab].*", ["a.pdf", "a.toml", "b.md"]),
        ("*.docx", ["~$a.docx"]),
        ("*.epub", []),
    ],
)
def test_a_glob_gives_the_files_that_fit_it(folder: Path, pattern: str, found: list[str]) -> None:
    assert _names(discover([f"{folder}/{pattern}"]), folder) == found


def test_every_file_comes_once_however_often_it_is_given(folder: Path) -> None:
    given = [str(folder / "b.md"), str(folder), f"{folder}/*.md", str(folder / "deep" / ".." / "b.md")]
    assert _names(discover(given), folder) == ["b.md", "a.pdf", "deep/er/c.TXT"]


def test_a_missing_file_is_kept_so_that_it_is_reported(folder: Path) -> None:
    assert _names(discover([str(folder / "missing.pdf")]), folder) == ["missing.pdf"]


def test_a_file_whose_name_looks_like_a_glob_is_found(tmp_path: Path) -> None:
    path = written(tmp_path, "nets [final].txt", "Nets.")
    assert discover([str(path)]) == [path.resolve()]


@pytest.mark.parametrize(
    ("path", "given", "expected"),
    [
        ("/a/b/c.md", "/a/b", True),
        ("/a/b/c.md", "/a/b/", True),
        ("/a/b/c.md", "/a/b/c.md", True),
        ("/a/b/c.md", "/a/b/*.md", True),
        ("/a/bb/c.md", "/a/b", False),
        ("/a/b/c.md", "/a/b/*.pdf", False),
        ("/a/b/c.md", "/", True),
    ],
)
def test_a_path_lies_under_its_folders_and_the_globs_that_it_fits(path: str, given: str, expected: bool) -> None:
    assert is_under(path, given) is expected


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("x.pdf", b"%PDF-1.7\n", "PDF"),
        ("x.PDF", b"\n\n%PDF-1.7\n", "PDF"),
        ("x.docx", _DOCX, "Word document"),
        ("x.html", b"\xef\xbb\xbf <!DOCTYPE html>", "HTML page"),
        ("x.htm", b"<p>Nets</p>", "HTML page"),
        ("x.md", b"# Nets", "Markdown"),
        ("x.txt", "Nets".encode("utf-16"), "plain text"),
        ("x.json", b"{}", "treaty JSON"),
    ],
)
def test_the_format_is_that_of_the_name_when_the_content_agrees(
    tmp_path: Path, name: str, content: bytes, expected: str
) -> None:
    assert check_format(written(tmp_path, name, content)) == expected


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.pdf", b"", "is empty (0 bytes): get a fresh copy"),
        ("x.xyz", b"Nets", "has the unknown type '.xyz': convert it to one of .docx, .htm, .html,"),
        ("nets", b"Nets", "has the unknown type '(none)': convert it to one of"),
        ("x.txt", b"%PDF-1.7", "is named as plain text but is a PDF: rename it to end in .pdf"),
        ("x.pdf", _DOCX, "is named as PDF but is a Word document: rename it to end in .docx"),
        ("x.pdf", b"<html><body>", "is named as PDF but is an HTML page: rename it to end in .html"),
        ("x.docx", _ZIP, "is named as Word document but is a ZIP archive: convert it to Word document"),
        ("x.docx", b"\xd0\xcf\x11\xe0old", "is a Word file of the old .doc form, or an encrypted one: convert it"),
        ("x.md", b"\x89PNG\r\n", "is named as Markdown but is a PNG image: convert it to Markdown"),
        ("x.txt", b"ab\x00cd", "is named as plain text but is a binary file: convert it to plain text"),
        ("x.pdf", b"Nets are lent.", "is named as PDF but its content is not one: get a fresh copy or rename it"),
        ("x.docx", b"Nets are lent.", "is named as Word document but its content is not one: get a fresh copy"),
    ],
)
def test_an_unusable_file_is_refused_with_reason_and_advice(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    with pytest.raises(DocumentError) as caught:
        check_format(written(tmp_path, name, content))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="does not exist: check the path"):
        check_format(tmp_path / "x.pdf")


def test_a_damaged_word_archive_is_left_to_its_reader(tmp_path: Path) -> None:
    assert check_format(written(tmp_path, "x.docx", _DOCX[:-30])) == "Word document"
