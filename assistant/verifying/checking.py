"""Which provisions support an argument: its claims, and for each the provisions that bear on it, with verdict and quotation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.asking.references import Reference, resolve
from assistant.citing.spans import cite_span
from assistant.finding.corpus import Corpus
from assistant.finding.refusals import missing_place, unknown_symbols
from assistant.types import (
    LEGAL_WEIGHTS,
    ArgumentCheck,
    CheckedClaim,
    Citation,
    Document,
    Finding,
    LegalWeight,
    Provision,
    Verdict,
)
from assistant.verifying.claims import content_of, known_words, split_claims
from assistant.verifying.judge import Judge
from assistant.verifying.orders import without_orders
from assistant.verifying.verification import check_citation

_CANDIDATES = 6  # articles that are looked at for one claim
_SHOWN = 4  # findings on one claim
_NEARLY = 0.1  # how far behind the provision nearest to a claim another may lie and still decide
_RETRIEVAL_SHARE = 2.0  # what the search's score counts beside the recall of the claim's words
_FURTHER_OFF = "the provision that decides, nearer to the claim or named in it, does not support it"
_ORDER: tuple[Verdict, ...] = ("supports", "contradicts", "partly supports", "does not address")
_WEIGHT_OF_KIND: dict[str, LegalWeight] = {
    "treaty": "binding treaty",
    "declaration": "declaration",
    "draft declaration": "declaration",
    "report": "report",
}


def legal_weight(document: Document) -> LegalWeight:
    """What a document is worth in law, by its kind; whatever is neither instrument nor report is an opinion."""
    return _WEIGHT_OF_KIND.get(document.kind, "opinion")


class ArgumentChecker:
    """Checks arguments against one state of the store."""

    def __init__(self, corpus: Corpus, judge: Judge, settings_hash: str) -> None:
        self._corpus, self._judge, self._settings_hash = corpus, judge, settings_hash
        self._catalogue = corpus.catalogue

    def check(self, argument: str) -> ArgumentCheck:
        """Check every claim of an argument.

        Raises:
            SolidarityError: there is no claim in it, or it is too long.
        """
        return ArgumentCheck(argument=argument, claims=tuple(self.stream(argument)), settings_hash=self._settings_hash)

    def stream(self, argument: str) -> Iterator[CheckedClaim]:
        """Check the claims of an argument one after the other, in order.

        Raises:
            SolidarityError: there is no claim in it, or it is too long.
        """
        for span in split_claims(argument):
            text = argument[span.start : span.end]
            checked = self._check_claim(" ".join(text.split()))
            yield replace(checked, text=text, start=span.start, end=span.end)

    def _check_claim(self, claim: str) -> CheckedClaim:
        references = self._corpus.references(claim)
        content = content_of(claim, self._catalogue)
        articles, notes = self._named_articles(references)
        symbol = unknown_symbols(claim, self._catalogue)
        notes += [symbol.message] if symbol else []
        scores = dict.fromkeys(articles, 0.0)
        for hit in reversed(self._corpus.find(claim, references).hits):
            scores[self._catalogue.article_of(hit.provision)] = hit.score
        others = [article for article in reversed(scores) if article not in articles]
        candidates = [
            self._candidate(content, article, scores[article])
            for article in [*articles, *others[: max(0, _CANDIDATES - len(articles))]]
        ]
        named = [item for item in candidates if item.article in articles]
        return _concluded(claim, candidates, named or candidates, tuple(notes))

    def _named_articles(self, references: Sequence[Reference]) -> tuple[list[str], list[str]]:
        """The articles that a claim names, and notes on places that there are not."""
        articles: list[str] = []
        notes = []
        for reference in (reference for reference in references if reference.path):
            found = resolve(reference, self._catalogue)
            articles += [self._catalogue.article_of(item) for item in found]
            notes += [] if found else [missing_place(reference, self._catalogue).message]
        return list(dict.fromkeys(articles)), notes

    def _candidate(self, content: str, article: str, score: float) -> "_Candidate":
        """Hold a claim beside an article in all its editions; the quotation is from the most authoritative one."""
        editions = self._editions(article)
        text = without_orders("\n".join(item.text for parts in editions for item in parts))
        assessment = self._judge.assess(content, text, known_words(article.partition("/")[0], self._catalogue))
        citation = self._citation(content, editions[0])
        finding = Finding(
            verdict=self._judge.verdict(assessment),
            weight=legal_weight(citation.document),
            citation=citation,
            support=round(assessment.support, 3),
            differences=assessment.differences,
        )
        return _Candidate(article, finding, assessment.features.recall + _RETRIEVAL_SHARE * score)

    def _editions(self, article: str) -> list[list[Provision]]:
        """The paragraphs of an article in each edition of its work, most authoritative first."""
        documents = self._catalogue.works()[article.partition("/")[0]]
        editions = [self._catalogue.provisions_within(document.key, article) for document in documents]
        return [parts for parts in editions if parts]

    def _citation(self, content: str, parts: Sequence[Provision]) -> Citation:
        """Quote of an article's paragraphs the part that is nearest to the claim."""
        text = "\n".join(item.text for item in parts)
        start = self._judge.nearest(content, text).start
        for provision in parts:
            if start <= len(provision.text):
                break
            start -= len(provision.text) + 1
        span = self._judge.nearest(content, provision.text)
        document = self._catalogue.document_of(provision)
        citation = cite_span(1, document, provision, span)
        return replace(citation, status=check_citation(citation, self._catalogue))


@dataclass(frozen=True)
class _Candidate:
    """An article with the finding on it; `nearness` tells how much of the claim it speaks of."""

    article: str
    finding: Finding
    nearness: float


def _concluded(
    claim: str, candidates: Sequence[_Candidate], decisive: Sequence[_Candidate], notes: tuple[str, ...]
) -> CheckedClaim:
    """The verdict of the provisions nearest to a claim; of those that it names, when it names any.

    The best verdict of all would often be that of a provision that has the claim's words by chance.
    """
    nearest = max((item.nearness for item in decisive), default=0.0)
    deciding = [item.finding for item in decisive if item.nearness >= nearest - _NEARLY]
    ranked = sorted(deciding, key=_rank)
    verdict = ranked[0].verdict if ranked else "does not address"
    if verdict == "supports" and notes:
        # The claim names a place that there is not: what it says may be right, but not as it stands.
        verdict = "partly supports"
    others = [
        item.finding for item in candidates if item.finding not in deciding and item.finding.verdict != "contradicts"
    ]
    ranked += sorted((_further_off(item, verdict) for item in others), key=_rank)
    return CheckedClaim(
        text=claim, start=0, end=len(claim), verdict=verdict, findings=tuple(ranked[:_SHOWN]), notes=notes
    )


def _further_off(finding: Finding, verdict: Verdict) -> Finding:
    if finding.verdict != "supports" or verdict == "supports":
        return finding
    return replace(finding, verdict="partly supports", differences=(*finding.differences, _FURTHER_OFF))


def _rank(finding: Finding) -> tuple[int, float, int]:
    """Verdict first, then how well it is supported, then legal weight."""
    return _ORDER.index(finding.verdict), -finding.support, LEGAL_WEIGHTS.index(finding.weight)
