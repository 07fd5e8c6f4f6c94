"""How far up the right provision and the right document stand among what a search finds."""

from collections.abc import Iterable

from assistant.assistant import Assistant
from evals import metrics
from evals.cases import QuestionCase, expected_place
from evals.results import CitedPlace, Scored
from evals.suites.base import FigureSpec, Suite, held_places, seconds_figures, timed

_DEPTH = 10
_QUOTED = 300  # characters of a found provision that the report shows


class Retrieval(Suite[QuestionCase]):
    """Puts the answerable questions to the search."""

    name = "retrieval"
    title = "Finding the right provision"
    about = "Each answerable question is searched for; a result is right when the case lists its provision."
    main = "success@1"
    case_type = QuestionCase
    figures = (
        FigureSpec("success@1", metrics.success_at_k),
        FigureSpec("success@3", metrics.success_at_k),
        FigureSpec("recall@1", metrics.recall_at_k),
        FigureSpec("recall@3", metrics.recall_at_k),
        FigureSpec("recall@5", metrics.recall_at_k),
        FigureSpec("recall@10", metrics.recall_at_k),
        FigureSpec("MRR@10", metrics.reciprocal_rank, unit="score"),
        FigureSpec("nDCG@10", metrics.ndcg, unit="score"),
        FigureSpec("document success@1", metrics.success_at_k),
        FigureSpec("document recall@10", metrics.recall_at_k),
        FigureSpec("document MRR@10", metrics.reciprocal_rank, unit="score"),
        FigureSpec("document nDCG@10", metrics.ndcg, unit="score"),
        *seconds_figures("search"),
    )

    def takes(self, case: QuestionCase) -> bool:
        return case.answerable

    def score(self, case: QuestionCase, assistant: Assistant) -> Scored:
        relevant = held_places(assistant, case.expected)
        hits, elapsed = timed(lambda: assistant.search(case.question, _DEPTH))
        ranked = ranked_places(relevant, (hit.provision.id for hit in hits))
        works = list(dict.fromkeys(place.partition("/")[0] for place in ranked))
        relevant_works = {place.partition("/")[0] for place in relevant}
        values = {f"success@{k}": metrics.success_at_k(relevant, ranked, k) for k in (1, 3)}
        values |= {f"recall@{k}": metrics.recall_at_k(relevant, ranked, k) for k in (1, 3, 5, 10)}
        values |= {
            "MRR@10": metrics.reciprocal_rank(relevant, ranked),
            "nDCG@10": metrics.ndcg(relevant, ranked),
            "document success@1": metrics.success_at_k(relevant_works, works, 1),
            "document recall@10": metrics.recall_at_k(relevant_works, works, 10),
            "document MRR@10": metrics.reciprocal_rank(relevant_works, works),
            "document nDCG@10": metrics.ndcg(relevant_works, works),
            "seconds": elapsed,
        }
        right = next((n for n, place in enumerate(ranked, start=1) if place in relevant), 0)
        found = tuple(
            CitedPlace(pinpoint=hit.pinpoint, quotation=hit.provision.text[:_QUOTED], status=f"rank {hit.rank}")
            for hit in hits[:3]
        )
        return Scored(
            expected=", ".join(relevant),
            answer="\n".join(f"{hit.rank}. {hit.pinpoint}" for hit in hits),
            citations=found,
            values=values,
            passed=right == 1,
            explanation=f"The first right provision has rank {right}." if right else f"Not among the first {_DEPTH}.",
        )


def ranked_places(relevant: Iterable[str], provision_ids: Iterable[str]) -> list[str]:
    """Found provisions in order, each as the expected place that it is part of, else by its own id; each place once."""
    wanted = list(relevant)
    return list(dict.fromkeys(expected_place(wanted, found) or found for found in provision_ids))
