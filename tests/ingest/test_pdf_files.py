"""PDF files that are locked, empty, damaged or very long."""

import subprocess
import sys
from pathlib import Path

import pypdf
import pytest

from assistant.errors import DocumentError
from ingest.loaders.pdf import load_pdf
from tests.ingest.samples import PdfFile, texts, written


@pytest.fixture
def pdf(tmp_path: Path) -> PdfFile:
    return PdfFile(tmp_path / "x.pdf")


def _encrypted(pdf: PdfFile, password: str) -> Path:
    pdf.line("Villages share.", 700)
    writer = pypdf.PdfWriter(clone_from=pdf.save())
    writer.encrypt(user_password=password, owner_password="keeper", algorithm="AES-256")
    writer.write(pdf.path)
    return pdf.path


def test_a_file_with_a_password_is_refused(pdf: PdfFile) -> None:
    with pytest.raises(DocumentError, match="is encrypted: remove its password"):
        load_pdf(_encrypted(pdf, "secret"))


def test_a_file_that_anyone_may_open_is_read_although_encrypted(pdf: PdfFile) -> None:
    assert texts(load_pdf(_encrypted(pdf, "")).blocks) == ["Villages share."]


@pytest.mark.parametrize(("pages", "count"), [(1, "1 page of"), (3, "3 pages of")])
def test_a_file_without_text_layer_is_refused(pdf: PdfFile, pages: int, count: str) -> None:
    for _ in range(pages):
        pdf.canvas.rect(100, 100, 50, 50)
        pdf.end_page()
    with pytest.raises(DocumentError, match=rf"has no text layer \({count} images or nothing\): run text recognition"):
        load_pdf(pdf.save())


def test_a_file_without_pages_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    pypdf.PdfWriter().write(path)
    with pytest.raises(DocumentError, match="has no pages"):
        load_pdf(path)


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_a_truncated_file_is_refused_in_one_line(pdf: PdfFile, share: float) -> None:
    pdf.lines(["Villages share."] * 50, 780)
    data = pdf.save().read_bytes()
    with pytest.raises(DocumentError, match=r"is damaged or not a PDF \(.+\): get a fresh copy") as caught:
        load_pdf(written(pdf.path.parent, "damaged.pdf", data[: int(share * len(data))]))
    assert str(caught.value).isprintable()


def test_bytes_that_only_begin_like_a_pdf_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="is damaged or not a PDF"):
        load_pdf(written(tmp_path, "x.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40))


def test_any_damage_gives_a_document_error_or_a_document(pdf: PdfFile) -> None:
    pdf.lines(["Villages share their nets."] * 30, 780)
    data = pdf.save().read_bytes()
    outcomes = set()
    for start in range(0, len(data), len(data) // 60):
        damaged = data[:start] + b"\x00<<]" + data[start + 4 :]
        try:
            load_pdf(written(pdf.path.parent, "damaged.pdf", damaged))
            outcomes.add("read")
        except DocumentError:
            outcomes.add("refused")
    assert outcomes == {"read", "refused"}


def test_five_hundred_pages_need_little_memory(pdf: PdfFile) -> None:
    for page in range(500):
        pdf.lines([f"{page + 1}. The village with number {page} shares what the sea yields."] + ["It is so."] * 40, 780)
        pdf.end_page()
    script = (
        "import resource, sys; from pathlib import Path; from ingest.loaders.pdf import load_pdf\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "blocks = load_pdf(Path(sys.argv[1])).blocks\n"
        "print(len(blocks), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(pdf.save())], capture_output=True, text=True, check=True)
    blocks, kilobytes = map(int, done.stdout.split())
    assert blocks >= 500
    assert kilobytes < 64 * 1024
