"""The vocabulary of the project: plain, frozen values that every layer shares.

Offsets are character offsets into `Provision.text`, start inclusive and end exclusive.
"""

from dataclasses import dataclass, field
from typing import Literal

Status = Literal["official text", "as published", "digest"]
"""How far a document's wording may be relied on, most authoritative first."""

STATUS_ORDER: tuple[Status, ...] = ("official text", "as published", "digest")

CitationStatus = Literal["verified", "quote mismatch", "unknown source", "not supported"]
Support = Literal["verbatim", "supported", "unsupported"]
Verdict = Literal["supports", "partly supports", "contradicts", "does not address"]
"""How a provision bears on a claim."""

VERDICTS: tuple[Verdict, ...] = ("supports", "partly supports", "contradicts", "does not address")
LegalWeight = Literal["binding treaty", "declaration", "report", "opinion"]
"""What a source is worth in law, weightiest first; a draft declaration counts as a declaration."""

LEGAL_WEIGHTS: tuple[LegalWeight, ...] = ("binding treaty", "declaration", "report", "opinion")
RefusalReason = Literal["not in the corpus", "no such provision", "no such document", "empty question"]


@dataclass(frozen=True, kw_only=True)
class Document:
    """One source: an instrument, report, essay, statement or web page.

    `id` names the work (`udhr`, `a-hrc-62-38`). A work can be present twice, as official text and as digest;
    `key` tells the two apart. `short` is how a pinpoint names it. `sha256` is that of the file it came from; `articles` is
    how many articles the whole instrument has, 0 where that is not known.
    """

    id: str
    title: str
    short: str
    status: Status
    sha256: str
    symbol: str = ""
    kind: str = "document"
    author: str = ""
    date: str = ""
    language: str = "en"
    source_url: str = ""
    licence: str = ""
    aliases: tuple[str, ...] = ()
    articles: int = 0

    @property
    def key(self) -> str:
        """Identifies this edition of the work in the store, for example `udhr@digest`."""
        return f"{self.id}@{self.status.replace(' ', '-')}"


@dataclass(frozen=True, kw_only=True)
class Provision:
    """The smallest unit that a lawyer cites, such as article 8(3) or a numbered paragraph of a report.

    `label` is the place within the document as written in a citation ("art. 8(3)"). `chapeau` is the opening
    line that a list item depends on; `heading` and `questions` help to find the provision and are never quoted.
    `page` is the page it starts on, counted from 1, where the format has pages.
    """

    id: str
    document_key: str
    label: str
    text: str
    order: int
    heading_path: tuple[str, ...] = ()
    chapeau: str = ""
    questions: tuple[str, ...] = ()
    page: int | None = None

    @property
    def document_id(self) -> str:
        return self.document_key.rpartition("@")[0]


@dataclass(frozen=True, kw_only=True)
class Passage:
    """What is embedded and found: a span of one provision, so that `provision.text[start:end] == text`."""

    provision: Provision
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.provision.text[self.start : self.end]


@dataclass(frozen=True, kw_only=True)
class SearchHit:
    """A provision found for a query; `score` is comparable within one result list only."""

    rank: int
    score: float
    document: Document
    provision: Provision
    pinpoint: str


@dataclass(frozen=True, kw_only=True)
class Citation:
    """A quotation with its place; `start` and `end` are its offsets in the provision's text.

    `explanation` is the digest of the cited provision where official text is quoted and a digest is at hand.
    """

    n: int
    document: Document
    provision_id: str
    pinpoint: str
    quote: str
    start: int
    end: int
    status: CitationStatus
    explanation: str = ""


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One sentence of an answer; `citations` holds the numbers of the citations that it rests on.

    `reason` says, in words for the reader, why an unsupported sentence failed its check.
    """

    text: str
    citations: tuple[int, ...]
    support: Support
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why the assistant declines, in a sentence for the reader, and the provisions nearest to the question."""

    reason: RefusalReason
    message: str
    nearest: tuple[SearchHit, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Side:
    """One of several works or places that an answer sets side by side; `statements` counts them from 0."""

    heading: str
    statements: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the assistant shows for one question; `settings_hash` and `model` tell what made it.

    `question` stands by itself; `asked` is what was typed, which may lean on the conversation before it. `direct_answer` is
    the answer in one sentence ("Refugee Convention, art. 33."), which the statements prove; `sides` is what is compared.
    """

    question: str
    model: str
    settings_hash: str
    asked: str = ""
    introduction: str = ""
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    considered: tuple[SearchHit, ...] = ()
    refusal: Refusal | None = None
    notes: tuple[str, ...] = field(default=())
    direct_answer: str = ""
    sides: tuple[Side, ...] = ()

    @property
    def refused(self) -> bool:
        return self.refusal is not None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A provision that bears on a claim: its verdict, what it is worth in law, and the quotation that shows it.

    `support` is the probability, from 0 to 1, that it supports the claim; `differences` say what speaks against that.
    """

    verdict: Verdict
    weight: LegalWeight
    citation: Citation
    support: float
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CheckedClaim:
    """One claim of an argument, at character offsets `start` to `end`, with the findings on it, best first."""

    text: str
    start: int
    end: int
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ArgumentCheck:
    """An argument with its claims, in order."""

    argument: str
    claims: tuple[CheckedClaim, ...]
    settings_hash: str
