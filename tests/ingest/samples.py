"""Small documents that the tests of the readers write."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.blocks import Block
from ingest.structure import find_provisions

PAGE_WIDTH, PAGE_HEIGHT = A4


def written(folder: Path, name: str, content: str | bytes) -> Path:
    """Write a file into a folder and return its path."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def texts(blocks: Iterable[Block]) -> list[str]:
    return [block.text for block in blocks]


def provision_texts(blocks: Sequence[Block]) -> dict[str, str]:
    """Text of each provision by its path within the document."""
    provisions = find_provisions(blocks, "x@as-published")
    return {provision.id.removeprefix("x/"): provision.text for provision in provisions}


class PdfFile:
    """A PDF written line by line; `y` is in points from the foot of the page, which is 842 points high."""

    def __init__(self, path: Path, **options: object) -> None:
        self.path = path
        self.canvas = Canvas(str(path), pagesize=A4, **options)

    def line(self, text: str, y: float, x: float = 60, size: float = 10, font: str = "Times-Roman") -> float:
        """Draw one line; return where it ends."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, y, text)
        return x + float(self.canvas.stringWidth(text, font, size))

    def lines(self, lines: Iterable[str], top: float, x: float = 60, size: float = 10) -> float:
        """Draw lines below each other; return the height of the next one. An empty line parts paragraphs."""
        for text in lines:
            if text:
                self.line(text, top, x, size)
            top -= 1.2 * size
        return top

    def heading(self, text: str, y: float, size: float = 12) -> None:
        self.line(text, y, size=size, font="Times-Bold")

    def end_page(self) -> None:
        self.canvas.showPage()

    def save(self) -> Path:
        self.canvas.save()
        return self.path
