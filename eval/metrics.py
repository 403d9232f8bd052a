"""The deterministic metrics, one function each. A value lies in 0..1, higher is better; None: not scored.

Not scored is never a zero and never part of an average: it is counted apart. Each question is judged here;
means with their intervals are made in `eval/stats.py`.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.provenance import MARK, same, says
from bot.types import Status
from eval.judged import Judged, share
from eval.match import clause, groups_held, groups_said
from eval.questions import Case
from eval.ranking import Metric, hit_at, ndcg, recall_at, reciprocal_rank

ANSWERING: tuple[Status, ...] = ("answered", "partial")
DECLINING: tuple[Status, ...] = ("unanswerable", "out_of_scope", "refused", "error")
_MARKS = re.compile(rf"(?:{MARK.pattern}\s*)+")
_NOT_WORD = re.compile(r"[^\w%]|_")
_RUN = 6
"""Characters in a row that a claim and a clause must share (a Chinese term has 2 to 4)."""
EXPECTED_NOTICES = {
    "validity": ("expired", "superseded"),
    "conflict": ("conflict", "exclusive", "superseded", "ambiguous"),
}


def expected_status(case: Case) -> Status:
    """How a case should end: by `answerable`, and where it is not answerable by its type."""
    if case.answerable:
        return "clarification" if case.type == "clarify" else "answered"
    if case.type == "out_of_scope":
        return "out_of_scope"
    return "refused" if case.type == "adversarial" else "unanswerable"


def right(judged: Judged) -> float | None:
    """1 if all is said that must be, nothing that must not, the status fits and the amount is exact."""
    parts = (must_say(judged), must_not_say(judged), status_fits(judged), amount(judged))
    return float(all(part is None or part == 1 for part in parts))


def must_say(judged: Judged) -> float | None:
    """Share of the case's `must_include` groups of which one alternative stands in `answer`."""
    return share(groups_said(judged.text, judged.case.must_include))


def must_not_say(judged: Judged) -> float | None:
    """1 if none of the case's `must_not_include` words stands in `answer`, else 0."""
    words = [word for group in judged.case.must_not_include for word in group]
    return None if not words else float(not any(says(judged.text, word) for word in words))


def status_fits(judged: Judged) -> float | None:
    """1 if the status fits the question.

    Answerable: answered or partial; clarification only for a `clarify` case or when the amount is given too.
    Not answerable: out_of_scope for that type, refused for `adversarial`, else unanswerable or an answer that
    names what is missing (all its `must_include` groups said).
    """
    case, status = judged.case, judged.status
    if case.answerable:
        if status == "clarification":
            return float(case.type == "clarify" or _amount_given(judged))
        return float(status in ANSWERING)
    expected = expected_status(case)
    if expected == "unanswerable" and status in ANSWERING:
        return float(bool(case.must_include) and must_say(judged) == 1)
    return float(status == expected)


def _amount_given(judged: Judged) -> bool:
    if judged.case.calc is not None:
        return amount(judged) == 1
    return judged.case.type == "amount" and must_say(judged) == 1


def amount(judged: Judged) -> float | None:
    """Amount exactness: 1 if the amount is a calculation's result or stands in `answer` in any writing."""
    if judged.case.calc is None:
        return None
    return float(judged.case.calc in _computed(judged) or judged.case.calc in _said(judged))


def calculation_exact(judged: Judged) -> float | None:
    """Where an amount is expected and calculations are shown: 1 if one comes to exactly that amount."""
    if judged.case.calc is None or not judged.calculations:
        return None
    return float(judged.case.calc in _computed(judged))


def _computed(judged: Judged) -> set[Decimal]:
    amounts = [item.get("amount") or {} for item in judged.calculations]
    if judged.status == "clarification":
        cases = [case for item in judged.calculations for case in item.get("cases") or []]
        amounts += [case.get("amount") or {} for case in cases]
    raw = [entry.get(key) for entry in amounts for key in ("value", "low")]
    return {value for value in map(_decimal, raw) if value is not None}


def _decimal(raw: object) -> Decimal | None:
    try:
        return None if raw is None else Decimal(str(raw))
    except InvalidOperation:
        return None


def _said(judged: Judged) -> set[Decimal]:
    money = judged.case.unit in ("元", "")
    found = judged.numbers.of(MARK.sub(" ", judged.text))
    return {item.value for item in found if not money or item.kind in ("money", "plain")}


def citation_recall(judged: Judged) -> float | None:
    """Share of the case's anchor groups that stand verbatim in the quotes of the citations."""
    return share(groups_held(judged.quotes, judged.case.anchors))


def citation_complete(judged: Judged) -> float | None:
    """1 if every anchor group stands in the quotes: the whole answer is supported by the clauses shown."""
    recall = citation_recall(judged)
    return None if recall is None else float(recall == 1)


def citation_precision(judged: Judged) -> float | None:
    """Share of the citations whose clause carries a claim of the answer.

    A clause carries one if it holds an anchor of the case, or if a claim made on its strength (`claims`)
    shares with it an amount of money, a percentage, or a run of six characters.
    """
    return share([_carries(judged, citation) for citation in judged.citations])


def _carries(judged: Judged, citation: dict[str, Any]) -> bool:
    quote = citation.get("quote") or ""
    if any(groups_held([quote], judged.case.anchors)):
        return True
    for claim in claims(judged.answer, citation.get("n")):
        if _common_run(_letters(claim), _letters(quote)):
            return True
        mine = [q for q in judged.numbers.of(claim) if q.kind in ("money", "percent")]
        if any(same(one, other) for one in mine for other in judged.numbers.of(quote)):
            return True
    return False


def claims(answer: dict[str, Any], n: object) -> list[str]:
    """What is said on the strength of clause `n`: the words in front of its mark, calculations and notices.

    Lines of a block quotation (`>`) only show the clause and claim nothing.
    """
    out = []
    for line in (answer.get("answer") or "").split("\n"):
        at = 0
        for marks in _MARKS.finditer("" if line.lstrip().startswith(">") else line):
            if str(n) in re.findall(r"\d+", marks.group()):
                out.append(line[at : marks.start()])
            at = marks.end()
    for item in answer.get("calculations") or []:
        if n in (item.get("citations") or []):
            words = [item.get("title") or "", *item.get("steps", []), *item.get("conditions", [])]
            out.append("\n".join(words))
    out += [item["text"] for item in answer.get("notices") or [] if n in (item.get("citations") or [])]
    return out


def _letters(text: str) -> str:
    return _NOT_WORD.sub("", clause(text))


def _common_run(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _RUN:
        return bool(one and other) and (one in other or other in one)
    pieces = {one[i : i + _RUN] for i in range(len(one) - _RUN + 1)}
    return any(other[i : i + _RUN] in pieces for i in range(len(other) - _RUN + 1))


def quote_containment(judged: Judged) -> float | None:
    """Share of the quotes that stand verbatim in the corpus (white space, markup and page breaks ignored)."""
    return share([judged.corpus.holds(quote) for quote in judged.quotes])


def number_provenance(judged: Judged) -> float | None:
    """Share of the numbers in `answer` that stand in a quote, a calculation or the person's own words."""
    return share([item.source is not None for item in judged.origins])


def numbers_clean(judged: Judged) -> float | None:
    """1 if every number of the answer has an origin, 0 if one has none."""
    provenance = number_provenance(judged)
    return None if provenance is None else float(provenance == 1)


def not_over_refused(judged: Judged) -> float | None:
    """1 − over-refusal. Answerable cases: 0 if declined (unanswerable, out_of_scope, refused, error)."""
    return float(judged.status not in DECLINING) if judged.case.answerable else None


def declined(judged: Judged) -> float | None:
    """For cases that must not be answered: 1 if the status fits. 1 − the share of invented answers."""
    return None if judged.case.answerable else status_fits(judged)


def notice_shown(judged: Judged) -> float | None:
    """Validity notices: 1 if a notice of the expected kind is shown.

    Expected: the case's `notices`; else by type, for `validity` with a date (expired, superseded) and for
    `conflict` (conflict, exclusive, superseded, ambiguous).
    """
    case = judged.case
    kinds = case.notices
    if kinds is None:
        dated = case.type != "validity" or case.as_of is not None
        kinds = EXPECTED_NOTICES.get(case.type, ()) if case.answerable and dated else ()
    if not kinds:
        return None
    return float(any(item.get("kind") in kinds for item in judged.answer.get("notices") or []))


def notice_consistent(judged: Judged) -> float | None:
    """Where a cited clause is marked expired or superseded: 1 if a notice of such a kind says so."""
    if not any(citation.get("validity") in ("expired", "superseded") for citation in judged.citations):
        return None
    kinds = {item.get("kind") for item in judged.answer.get("notices") or []}
    return float(bool(kinds & {"expired", "superseded"}))


def follow_up(judged: Judged) -> float | None:
    """Follow-up accuracy: `right`, for questions that come with a history."""
    return right(judged) if judged.case.history else None


METRICS: dict[str, tuple[str, Metric]] = {
    "right": ("答对", right),
    "must_say": ("应说尽说", must_say),
    "must_not_say": ("不该说的没说", must_not_say),
    "status_fits": ("状态相符", status_fits),
    "amount": ("金额准确", amount),
    "calculation_exact": ("测算准确", calculation_exact),
    "citation_complete": ("引用齐全", citation_complete),
    "citation_recall": ("引用召回", citation_recall),
    "citation_precision": ("引用精确", citation_precision),
    "quote_containment": ("引文逐字", quote_containment),
    "number_provenance": ("数字有来源", number_provenance),
    "numbers_clean": ("数字全有来源", numbers_clean),
    "not_over_refused": ("未误拒", not_over_refused),
    "declined": ("该拒则拒", declined),
    "notice_shown": ("提示到位", notice_shown),
    "notice_consistent": ("失效已提示", notice_consistent),
    "follow_up": ("追问答对", follow_up),
    "hit@1": ("检索命中@1", hit_at(1)),
    "hit@5": ("检索命中@5", hit_at(5)),
    "recall@5": ("检索召回@5", recall_at(5)),
    "recall@10": ("检索召回@10", recall_at(10)),
    "mrr": ("检索 MRR", reciprocal_rank),
    "ndcg": ("检索 nDCG", ndcg),
}
