"""When the assistant is silent, and that it is not where the text answers: each sign, and the endings they lead to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.answer import answer
from bot.bot import Bot
from bot.compose.endings import office_in
from bot.decision.aspects import asked_aspects, untold_aspect
from bot.decision.examples import Holding, load_unsaid
from bot.decision.silence import Scales, Signs, is_off_topic, load_scales
from bot.types import Answer, Question, Turn
from eval.silence import learn, load, measured, signed, signs_of, suites
from ingest.wordings import passage_of, read_wordings
from tests.conftest import DAY

ROOT = Path(__file__).resolve().parents[3]
WRONGLY = 0.002
"""At most this share of the questions that a clause is known to answer may be taken for an aspect that it lacks."""


def ask(bot: Bot, text: str) -> Answer:
    return answer(Question(text, (), DAY, "offline"), bot)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("评上以后奖金几号到账", "资金的到账时间"),
        ("办这个卡有没有联系电话", "咨询电话或联系方式"),
        ("这个钱到手要扣税吗", "奖补资金是否缴税"),
        ("贷款年息几个点的利", "贷款利率"),
        ("干了两年跳槽了，前头的补贴咋算", "离职、换单位或离开本市以后怎么办"),
        ("证书弄丢了怎么补", "丢失后怎么补办"),
        ("没评上想申诉，有地方说理吗", "申诉、复核的渠道"),
        ("我和媳妇都符合，能各领一份吗", "夫妻双方能否各领一份"),
    ],
)
def test_an_aspect_is_heard_and_missed_in_a_clause_without_it(bot: Bot, question: str, name: str) -> None:
    clause = "对入选的高技能人才，给予每人2万元奖励。"
    found = untold_aspect(question, [clause], bot.aspects)
    assert found is not None and found.name == name


def test_an_aspect_that_a_clause_tells_is_not_missed(bot: Bot) -> None:
    told = "补贴按月发放，每月10日前拨付至本人账户，联系电话86600000。"
    assert untold_aspect("补贴几号到账，有没有联系电话", [told], bot.aspects) is None
    assert untold_aspect("补贴几号到账，有没有联系电话", ["给予补贴。", told], bot.aspects) is None


def test_questions_that_clauses_answer_lack_no_aspect(bot: Bot) -> None:
    missed, total = [], 0
    for wording in read_wordings(ROOT / "corpus"):
        passage = passage_of(bot.corpus, wording)
        if passage is None:
            continue
        text = "\n".join([*passage.headings, passage.parent_text or "", passage.text])
        total += len(wording.asks)
        missed += [words for words in wording.asks if untold_aspect(words, [text], bot.aspects)]
    assert total > 2000
    assert len(missed) <= WRONGLY * total, missed


def test_many_unsaid_things_ask_for_an_aspect(bot: Bot) -> None:
    """The aspects are what the text mostly leaves unsaid, so a good part of the known unsaid questions hold one."""
    _, asks, _ = load_unsaid(ROOT / "corpus" / "unsaid")
    assert sum(bool(asked_aspects(words, bot.aspects)) for words in asks) > 0.15 * len(asks)


def test_scales_weigh_signs_against_a_bound(tmp_path: Path) -> None:
    file = tmp_path / "silence.yaml"
    file.write_text("unsaid: {bound: 0.5, weights: {unsaid: 1.0, answered: -0.5}}\n", encoding="utf-8")
    scales = load_scales(file)["unsaid"]
    assert scales.over({"unsaid": 0.8, "answered": 0.2}) == pytest.approx(0.2)
    assert scales.over({"unsaid": 0.8, "answered": 0.8}) == pytest.approx(-0.1)


@pytest.mark.parametrize(
    ("answered", "unsaid", "covered", "off"),
    [
        (0.3, 0.3, 0.1, True),
        (0.63, 0.3, 0.1, True),
        (0.65, 0.3, 0.1, False),
        (0.3, 0.65, 0.1, False),
        (0.63, 0.3, 0.6, False),
        (0.59, 0.3, 0.6, True),
    ],
)
def test_what_the_text_is_clearly_nearer_to_is_on_topic(
    bot: Bot, answered: float, unsaid: float, covered: float, off: bool
) -> None:
    signs = Signs({"off_topic": 0.6, "answered": answered, "unsaid": unsaid, "covered": covered, "giver": 0.0}, None, None)
    always = {"off_topic": Scales(-1.0, {})}
    turn = bot.read(Question("红烧肉怎么炖", (), DAY, "offline"))
    assert is_off_topic(turn, signs, always) is off
    assert not is_off_topic(turn, signs, {"off_topic": Scales(1.0, {})})
    asked_of_the_city = Signs({**signs.features, "giver": 1.0}, None, None)
    assert not is_off_topic(turn, asked_of_the_city, always)


def test_a_turn_of_a_conversation_is_off_topic_by_its_nearness_alone(bot: Bot) -> None:
    turn = bot.read(Question("那红烧肉呢", (Turn("user", "评上石家庄工匠给多少钱"),), DAY, "offline"))
    never = {"off_topic": Scales(1.0, {})}
    assert is_off_topic(turn, Signs({"off_topic": 0.7, "answered": 0.4, "unsaid": 0.3, "giver": 0.0}, None, None), never)
    assert not is_off_topic(turn, Signs({"off_topic": 0.7, "answered": 0.6, "unsaid": 0.3, "giver": 0.0}, None, None), never)


@pytest.mark.parametrize(
    ("question", "ruled"),
    [
        ("我41岁，算不算规划里的青年", 1.0),  # denied by what it tells
        ("我28岁，算不算规划里的青年", 1.0),  # granted by what it tells
        ("规划里的青年算到多大岁数", 0.0),
        ("52岁的高级工，能申报石家庄工匠吗", 1.0),
        ("石家庄工匠在哪个窗口申报", 0.0),
    ],
)
def test_a_verdict_on_what_is_told_speaks_against_silence(bot: Bot, question: str, ruled: float) -> None:
    signs = signs_of(question, bot)
    assert signs is not None and signs.features["ruled"] == ruled


def test_a_story_that_holds_an_example_is_near_to_it() -> None:
    """What else a long question tells does not take away from what it asks."""
    holding = Holding(["保租房几号摇号", "人才公寓租金多少"])
    short, long = holding.shares("保租房几号摇号"), holding.shares("我是去年来的，孩子刚上学，想问问保租房几号摇号，急")
    assert short[0] == pytest.approx(1.0) and long[0] == pytest.approx(1.0)
    assert 0 < long[1] < 0.5 and not holding.shares("xyz").any()


def test_the_nearest_few_are_told_from_a_single_one(bot: Bot) -> None:
    text = "红烧肉怎么炖才软烂"
    near = bot.offtopic.nearest(text, bot.vector(text))
    assert 0 < near.broad < near.score


def test_a_missing_figure_and_a_missing_aspect_are_signs(bot: Bot) -> None:
    signs = signs_of("评上石家庄工匠的奖金几天能到账", bot)
    assert signs is not None and signs.features["untold"] == 1.0
    assert signs.aspect is not None and signs.aspect.name == "资金的到账时间"
    plain = signs_of("评上石家庄工匠给多少钱", bot)
    assert plain is not None and plain.features["untold"] == plain.features["lacking"] == 0.0


def test_the_weights_decide(bot: Bot) -> None:
    """The file is what decides: with a bound that is always passed, an answered question becomes unanswerable."""
    text = "评上石家庄工匠给多少钱"
    assert ask(bot, text).status == "answered"
    always = {**bot.scales, "unsaid": Scales(-100.0, bot.scales["unsaid"].weights)}
    assert ask(replace(bot, scales=always), text).status == "unanswerable"


@pytest.mark.parametrize(
    "question",
    [
        "我爸退休金一个月三千二，明年能涨几块",
        "公务员考试啥时候报名",
        "长安区二手房一平多少钱",
        "雄安给硕士租房补多少，石家庄的我清楚",
        "煤气费在手机上咋缴",
        "今天股市大盘怎么样",
        "肚子疼吃什么药好",
    ],
)
def test_what_is_none_of_our_business_is_out_of_scope(bot: Bot, question: str) -> None:
    found = ask(bot, question)
    assert found.status == "out_of_scope"
    assert not found.citations and not found.calculations
    assert "汇编里没有写明" not in found.answer


@pytest.mark.parametrize(
    "question",
    [
        "调到天津去上班，石家庄工匠的称号还算数吗",
        "我从北京过来的硕士，有B卡，一个月房租补多少",
        "北京一家公司来投资，我牵的线，引荐奖励按几个点",
        "辞了上海的差事回来，B卡硕士，一个月房租补多少",
        "她把广州那份工辞了跟我过来，我是A卡，她待业补贴一个月多少",
        "跟着北京的单位参与国家科技重大专项，国家拨了我们600万，市里配套多少",
        "保租房有补贴吗，三口人一个月多少",
        "创新团队8个人，下个月俩人要去雄安，还剩6个，影响申报吗",
    ],
)
def test_other_places_named_in_passing_do_not_end_a_question(bot: Bot, question: str) -> None:
    assert ask(bot, question).status in ("answered", "partial", "clarification")


@pytest.mark.parametrize(
    "question",
    [
        "B卡的房租补助几号打到卡里",
        "石家庄人才贷的年利率多少",
        "工匠证书弄丢了怎么补办",
        "石家庄工匠的咨询电话是多少",
        "失业金每月能发多少钱，发几个月",
        "冲床把手压了，在石家庄认个工伤得多久，赔多少",
        "我媳妇年底生，在超市上班，生育津贴能拿几个月的",
        "我妈天天催我问，裕华区那批保租房啥时候摇号，她说邻居家都搬进去了",
    ],
)
def test_what_the_text_leaves_open_is_said_to_be_so(bot: Bot, question: str) -> None:
    found = ask(bot, question)
    assert found.status == "unanswerable"
    assert found.answer.startswith("汇编里没有")
    assert "核实" in found.answer
    assert not found.calculations


def test_the_nearest_clause_is_named_as_such_and_its_office_with_it(bot: Bot) -> None:
    found = ask(bot, "拿到安家补贴以后跳槽了，钱要不要退")
    assert found.status == "unanswerable"
    assert "供参考，不是答案" in found.answer and found.citations
    assert "建议向市人社局核实" in found.answer


def test_an_office_is_read_from_its_clause(bot: Bot) -> None:
    assert office_in("给予奖励。（责任单位：市人社局、市财政局）", bot.phrases) == "市人社局"
    assert office_in("审核通过后报市人力资源和社会保障局。", bot.phrases) == "市人力资源和社会保障局"
    assert office_in("给予每人2万元一次性奖励。", bot.phrases) is None


def test_most_endings_are_told_apart(bot: Bot) -> None:
    """On questions that nothing was learned from: rarely declined wrongly, seldom answered where nothing is written."""
    found = measured("held", bot)
    silent = ("unanswerable", "out_of_scope")
    own = {ending: [got for wanted, got in found if wanted == ending] for ending in ("answered", *silent)}
    assert sum(got in silent for got in own["answered"]) <= 0.08 * len(own["answered"])
    assert own["unanswerable"].count("unanswerable") >= 0.8 * len(own["unanswerable"])
    assert own["out_of_scope"].count("out_of_scope") >= 0.9 * len(own["out_of_scope"])


def test_the_command_learns_what_is_written_down(bot: Bot) -> None:
    learned = learn(list(signed([*load("dev"), *suites()], bot)))
    for verdict, scales in bot.scales.items():
        assert learned[verdict].bound == pytest.approx(scales.bound, abs=0.35)
        for name, weight in scales.weights.items():
            assert learned[verdict].weights[name] == pytest.approx(weight, abs=0.6), (verdict, name)


def test_no_question_is_both_learned_from_and_measured() -> None:
    dev, held = ({question for question, _ in load(name)} for name in ("dev", "held"))
    assert not dev & held


@pytest.mark.parametrize(
    "text",
    [
        "柔性引进津贴有1.5万和5000两档，我们请的这位高校教授该归哪一档",
        "A卡柔性引进津贴两档怎么分，什么样的人是1.5万那一档",
    ],
)
def test_which_case_is_whose_is_not_said_where_the_text_leaves_it_open(bot: Bot, text: str) -> None:
    made = ask(bot, text)
    assert made.status == "unanswerable" and "两档各给哪类人才" in made.answer


def test_the_case_that_is_told_is_still_worked_out(bot: Bot) -> None:
    made = ask(bot, "柔性引进的专家，A卡，按1.5万那一档，干了10个月，津贴一共多少")
    assert made.status == "answered" and "150000元" in made.answer


def test_what_the_city_is_asked_to_give_is_not_written_rather_than_off_topic(bot: Bot) -> None:
    assert ask(bot, "厂子整个从外地搬来，设备运输的搬家费市里给报多少").status == "unanswerable"
    assert ask(bot, "搬家公司搬一趟多少钱").status == "out_of_scope"
