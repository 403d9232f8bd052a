"""What each part is worth: the same questions with one signal, the rules or the examples taken away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import Field, dataclass, fields, replace

from tqdm import tqdm

from bench.setting import DAY, Setting, mean, percent, table
from bench.tune_weights import FIXED, measure, trials
from bot.answer import answer
from bot.bot import Bot
from bot.decision.examples import Examples
from bot.decision.match import RuleMatcher
from bot.provenance import Numbers
from bot.retrieve import Weights
from eval.assistant import question_of
from eval.judged import Judged
from eval.metrics import citation_complete, citation_recall, right
from eval.questions import Case
from ingest.recall import Recall


@dataclass(frozen=True)
class Worth:
    """Shares on the test split: answered right; of the questions with anchors, any and all clauses cited."""

    label: str
    right: float
    any: float
    all: float


def variants(bot: Bot) -> Iterator[tuple[str, Bot]]:
    """The whole assistant, then the assistant without each of its parts."""
    yield "everything", bot
    for field in _signals():
        less = replace(bot.weights, **{field.name: 0.0})  # type: ignore[arg-type]
        yield f"without {field.name}", replace(bot, weights=less)
    yield "without rules", _without_rules(bot)
    yield "without examples of what is not answered", _without_examples(bot)


def _signals() -> list[Field[float]]:
    return [field for field in fields(Weights) if field.name not in FIXED]


def _recall(bot: Bot) -> Recall:
    return Recall(bot.embedder, bot.settings.home / "recall.npz")


def _without_rules(bot: Bot) -> Bot:
    """No question is matched with a rule; the clauses stay."""
    empty = replace(bot.book, rules={})
    return replace(bot, matcher=RuleMatcher(empty, bot.embedder, _recall(bot), bot.phrases.stop))


def _without_examples(bot: Bot) -> Bot:
    """Nothing is known of what the text leaves unsaid or of what is none of its business."""
    nothing = Examples([], [], _recall(bot), bot.overlap)
    return replace(bot, unsaid=nothing, offtopic=nothing)


def worth(label: str, bot: Bot, cases: list[Case], setting: Setting) -> Worth:
    """Asks every question and judges it as `policybot eval` does."""
    numbers = Numbers()
    judged = []
    for case in tqdm(cases, desc=label, unit="q", leave=False):
        found = answer(question_of(case.line(), "offline", DAY), bot).to_dict()
        judged.append(Judged(case, found, setting.text, numbers))
    shown = [item for item in judged if item.case.anchors]
    return Worth(
        label,
        mean([right(item) or 0.0 for item in judged]),
        mean([float((citation_recall(item) or 0.0) > 0) for item in shown]),
        mean([citation_complete(item) or 0.0 for item in shown]),
    )


def ranking(setting: Setting) -> str:
    """What each signal is worth to the ranking alone: the needed clauses among the first passages."""
    weights = {field.name: getattr(setting.bot.weights, field.name) for field in _signals()}
    tried = trials(setting.anchored("test"), setting.bot, list(weights))
    rows = []
    for label, without in (("everything", ""), *((f"without {name}", name) for name in weights)):
        made = measure(tried, list({**weights, **({without: 0.0} if without else {})}.values()))
        rows.append([label, *map(percent, (made.first, made.any3, made.all5))])
    head = (f"test split, {len(tried)} questions with anchors", "hit@1", "any@3", "all-needed@5")
    return table(head, rows)


def ablation(setting: Setting) -> str:
    """Both tables, on the test split: whole answers, and the ranking alone."""
    cases = [case for case in setting.cases if case.split == "test"]
    made = [worth(label, bot, cases, setting) for label, bot in variants(setting.bot)]
    rows = [[item.label, *map(percent, (item.right, item.any, item.all))] for item in made]
    answers = table((f"test split, {len(cases)} questions", "right", "any clause", "all clauses"), rows)
    return f"{answers}\n\n{ranking(setting)}"
