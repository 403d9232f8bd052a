"""The steps behind the commands: run, score, publish, compare, gate; each works without a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from tqdm import tqdm

from bot.errors import BadInput
from bot.rules.load import read_folder
from bot.settings import load_settings
from eval import gate, report
from eval.compare import answered_otherwise, compare, read, save, snapshot
from eval.corpus import CorpusText, corpus_text
from eval.files import Record, read_object, write_text
from eval.generate import AnswerBatch, Run, generate, meta_path
from eval.history import History, Past
from eval.opinion import lines as opinion_lines
from eval.opinion import sample as sample_of
from eval.questions import Case, Draw, check_anchors, load, place
from eval.score import Scored, read_answers, score
from eval.terminal import summary_lines
from eval.wiring import Opened, Wiring
from eval.workers import processors
from ingest.corpus import load_corpus
from ingest.errors import IngestError


@dataclass(frozen=True)
class Session:
    """The chosen suites (all, if none is named) and where progress is told."""

    wiring: Wiring
    suites: tuple[str, ...]
    say: Callable[[str], None]
    draw: Draw | None = None
    """The sample to ask; all questions without it."""

    @property
    def drawn(self) -> Record:
        """The sample as the configuration of a run names it."""
        return {"sample": self.draw.count, "seed": self.draw.seed} if self.draw else {}

    def chosen(self, cases: tuple[Case, ...]) -> tuple[Case, ...]:
        """The drawn sample of the cases, in their order; all of them where nothing is drawn."""
        return self.draw.of(cases) if self.draw else cases

    def path(self, given: Path | None) -> Path:
        """The answers file: the given one, or the one of the last run."""
        return given or load_settings().home / "eval" / "answers.jsonl"

    def cases(self, text: CorpusText, suites: tuple[str, ...]) -> tuple[Case, ...]:
        """The cases, each anchor proven to stand in the corpus, placed with their documents and rules."""
        cases = load(self.wiring.questions, suites)
        check_anchors(cases, text)
        return place(cases, text, rule_quotes())

    def generate(self, out: Path, mode: str, concurrency: int | None, today: date | None) -> None:
        """Asks the bot; the questions are checked before it is opened.

        `concurrency` None: one process a processor where the bot can be shared out, else one question at a time.
        """
        cases = self.chosen(self.cases(open_corpus(), self.suites))
        bot = self.wiring.open(mode, today)
        config = {"suites": sorted({case.suite for case in cases}), "mode": mode, **self.drawn, **bot.config}
        with tqdm(total=len(cases), desc="回答", unit="题") as bar:
            batch = batch_of(bot, concurrency)
            at_once = 1 if bot.shared else concurrency or 1
            run = Run(cases, out, config, at_once, lambda done, total: _advance(bar, done))
            taken = generate(run, batch, bot.retrieve)
        resumed = f"（接着上次中断处，沿用 {taken} 题）" if taken else ""
        self.say(f"已回答 {len(cases)} 题{resumed}：{out.name}")

    def score(self, path: Path) -> Scored:
        """Scores a file of answers to the chosen suites, or to those that it was made for."""
        text = open_corpus()
        config = config_of(path)
        cases = self.cases(text, self.suites or tuple(config.get("suites") or ()))
        drawn = draw_of(config)
        cases = drawn.of(cases) if drawn else cases
        return score(cases, read_answers(path, cases), text)


def batch_of(bot: Opened, concurrency: int | None) -> AnswerBatch:
    """The bot as one function over lines: in several processes where it can be shared out, else one question at a time."""
    several = processors(concurrency)
    return bot.shared(several) if bot.shared and several > 1 else bot.answer_batch


def _advance(bar: tqdm, done: int) -> None:
    bar.update(done - bar.n)


def open_corpus() -> CorpusText:
    """The corpus of the settings; where it cannot be parsed, its plain text (page breaks not joined)."""
    folder = load_settings().corpus
    try:
        return corpus_text(folder, load_corpus(folder))
    except IngestError:
        return corpus_text(folder)


def rule_quotes() -> Mapping[str, tuple[str, ...]]:
    """Rule id → the clauses that it quotes; rules that do not load are left to the rules' own checks."""
    book, _ = read_folder(load_settings().rules)
    return {rule.id: rule.quotes() for rule in book.rules.values()}


def config_of(path: Path) -> Record:
    """The configuration saved beside an answers file; empty where there is none."""
    beside = meta_path(path)
    return read_object(beside) if beside.exists() else {}


def draw_of(config: Record) -> Draw | None:
    """The sample that a run's configuration names."""
    return Draw(int(config["sample"]), str(config.get("seed", ""))) if config.get("sample") else None


def publish(session: Session, path: Path, scored: Scored, html: Path | None) -> None:
    """Keeps the run in the history, prints the summary, writes the report."""
    config = config_of(path)
    summary = {name: mean.to_dict() for name, mean in scored.summary.items()}
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    history = open_history()
    history.add(Past(at, label(config), len(scored.rows), summary, config))
    history.close()
    for line in summary_lines(scored):
        print(line)
    for line in model_free_lines(scored):
        print(line)
    print(f"报告：{write_report(session, path, scored, html)}")


def model_free_lines(scored: Scored) -> list[str]:
    """ragas' measures without a model, as an independent reckoning beside ours."""
    from eval import judge  # imports ragas late

    found = judge.model_free(scored.rows)
    shown = "，".join(f"{name} {mean:.1%}（{count}）" for name, (mean, count) in found.items())
    return [f"ragas（无模型）：{shown or '未安装，未计算'}"]


def open_history() -> History:
    """The table of runs: `DATABASE_URL`, or a file in the data folder."""
    settings = load_settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    return History(settings.database_url or f"sqlite:///{settings.home / 'eval.db'}")


def label(config: Record) -> str:
    """A short name of a run: its mode, its suites and the day that it was asked as of."""
    parts = [
        config.get("mode") or "?",
        "+".join(config.get("suites") or []) or "?",
        config.get("as_of") or "",
    ]
    return " ".join(part for part in parts if part)[:200]


def write_report(session: Session, path: Path, scored: Scored, html: Path | None) -> Path:
    """Writes the HTML report and returns where it is."""
    target = html or path.with_suffix(".html")
    history = open_history()
    at = session.wiring.baseline
    baseline = read(at) if at.exists() else None
    difference = compare(baseline, snapshot(scored, "now")) if baseline else None
    page = report.render(scored, config_of(path), history.last(), difference)
    history.close()
    write_text(target, page)
    return target


def compared(session: Session, before: Path, after: Path) -> list[str]:
    """The differences between two answers files, in words."""
    first, second = session.score(before), session.score(after)
    found = compare(snapshot(first, before.name), snapshot(second, after.name))
    other = answered_otherwise([row.answer for row in first.rows], [row.answer for row in second.rows])
    named = f"（{'、'.join(other[:8])}{'等' if len(other) > 8 else ''}）" if other else ""
    out = [f"回答有任何不同（耗时与 trace_id 除外）：{len(other)}/{len(second.rows)} 题{named}"]
    for item in found.differences:
        sign = "退步" if item.worse else "进步" if item.better else "持平" if item.change == 0 else "不显著"
        change = f"{item.before:7.1%} → {item.after:7.1%}  [{item.low:+.1%}, {item.high:+.1%}]"
        out.append(f"{item.metric:20} {change}  {item.n:4d} 题  {sign}")
    rows = {row.case.id: row for row in second.rows}
    for mark, names in (("变错", found.turned_wrong), ("变对", found.turned_right)):
        out += [f"{mark}  {name}  {rows[name].case.title}" for name in names]
    return out


def varied(session: Session, kinds: Sequence[str], concurrency: int | None, today: date | None) -> Iterator[str]:
    """How the chosen ways of writing (else all) change what is right, in words. Raises BadInput for an unknown one."""
    from eval import variants  # its libraries are no part of the serving install

    unknown = set(kinds) - {variant.name for variant in variants.VARIANTS}
    if unknown:
        known = "、".join(variant.name for variant in variants.VARIANTS)
        raise BadInput(f"没有名为“{min(unknown)}”的写法，可选：{known}。")
    text = open_corpus()
    cases = session.chosen(session.cases(text, session.suites))
    ask = batch_of(session.wiring.open("offline", today), concurrency)
    chosen = [variant for variant in variants.VARIANTS if not kinds or variant.name in kinds]
    found = variants.steadiness(cases, chosen, lambda asked: list(ask(case.line() for case in asked)), text)
    yield from variants.lines(found)


def day_of(path: Path) -> str | None:
    """The day that an answers file's undated questions were asked for (YYYY-MM-DD)."""
    found = config_of(path).get("as_of")
    return str(found) if found else None


def asked_again(session: Session, given: Path | None, baseline: Path) -> Path:
    """Asks the questions anew, offline and as of the baseline's day (today where it names none)."""
    out = given or load_settings().home / "eval" / "gate.jsonl"
    named = read(baseline).as_of if baseline.exists() else None
    session.generate(out, "offline", None, date.fromisoformat(named) if named else session.wiring.today())
    return out


def gated(scored: Scored, baseline: Path, day: str | None) -> tuple[bool, list[str]]:
    """The gate's verdict and its words. `day`: what the answers' undated questions were asked for."""
    against = read(baseline)
    verdict = gate.judge(against, snapshot(scored, "now"), scored)
    lines = gate.lines(verdict, scored)
    if against.as_of != day:
        both = f"基线按 {against.as_of or '未定的日期'} 回答，这次按 {day or '未定的日期'}"
        lines.insert(0, f"注意：{both}，时效题可能因此不同；用 eval gate --run 按基线的日期重新回答。")
    return verdict.passed, lines


def update_baseline(scored: Scored, baseline: Path, answers: Path) -> str:
    """Makes this run the baseline; the floors stay. Raises BadInput for a run over a sample."""
    if draw_of(config_of(answers)):
        raise BadInput("这次只回答了抽样的题，不能作为基线：请不带 --sample 重新运行。")
    floors = read(baseline).floors if baseline.exists() else {}
    save(replace(snapshot(scored, "baseline"), floors=floors, as_of=day_of(answers)), baseline)
    return f"已存为基线：{len(scored.rows)} 题（{baseline.name}）"


def second_opinion(session: Session, path: Path, sample: int, concurrency: int) -> list[str]:
    """Asks a model about a sample of the answers; in words: each measure, agreement, cost, failures."""
    from eval import judge  # imports ragas late: it takes seconds and is no part of the serving install

    scored = session.score(path)
    settings = load_settings()
    chosen = sample_of(scored.rows, sample)
    with tqdm(total=len(chosen), desc="评判", unit="题") as bar:
        made = judge.ask(chosen, settings, concurrency, lambda: bar.update(1))
    return opinion_lines(made)
