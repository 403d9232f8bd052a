"""Last turns that put a figure right, swap the case or the benefit; refusals before questions; over the real corpus."""

from __future__ import annotations

import pytest

from bot.answer import answer
from bot.bot import Bot
from bot.facts.corrections import said_again
from bot.facts.reader import Reader
from bot.facts.situation import read_situation
from bot.rules.model import RuleBook
from bot.types import Answer, Question, Turn
from tests.conftest import DAY


def last(bot: Bot, *turns: str) -> Answer:
    """The answer to the last of a person's turns, each answered by the assistant before the next."""
    history: list[Turn] = []
    for turn in turns[:-1]:
        asked = Question(turn, history=tuple(history), as_of=DAY, mode="offline")
        history += [Turn("user", turn), Turn("assistant", answer(asked, bot).answer)]
    return answer(Question(turns[-1], history=tuple(history), as_of=DAY, mode="offline"), bot)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("不对，是11年", "公寓住了11年能买吗"),
        ("说错了，应该是十二年", "公寓住了十二年能买吗"),
        ("记错了，是9年，不是8年", "公寓住了9年能买吗"),
    ],
)
def test_a_bare_correction_says_the_turn_again(text: str, said: str) -> None:
    assert said_again(text, ["人才公寓", "公寓住了8年能买吗"]) == (said, ("人才公寓",))


@pytest.mark.parametrize("text", ["不对，是11个人", "不对，我问的是租房", "不对，固投是2亿", "是11年"])
def test_what_corrects_no_figure_of_the_kind_stays_as_it_is(text: str) -> None:
    assert said_again(text, ["公寓住了8年能买吗"]) == (text, ("公寓住了8年能买吗",))


def test_two_figures_of_a_kind_are_not_guessed_between() -> None:
    turns = ["总投3亿，固投2亿，引荐奖多少"]
    assert said_again("不对，是4亿", turns) == ("不对，是4亿", tuple(turns))


def test_a_corrected_figure_turns_no_into_yes(bot: Bot) -> None:
    made = last(bot, "人才公寓住了九年半，能按优惠买下吗", "不对，是十年半")
    assert [item.outcome for item in made.calculations] == ["qualified"]


def test_another_case_takes_the_place_of_the_one_before(bot: Bot) -> None:
    made = last(bot, "评上国家小巨人奖多少", "那省级示范呢")
    assert [item.amount.value for item in made.calculations if item.amount] == [500000]  # 示范企业50万元，小巨人100万元


def test_a_few_words_take_over_the_amount_asked_before(bot: Bot) -> None:
    made = last(bot, "有B卡的硕士，租房一个月补多少", "要是县里的卡呢")
    assert {item.rule_id for item in made.calculations} == {"county_talent_card_rent_subsidy"}


def test_a_number_alone_is_of_what_was_told_before(bot: Bot) -> None:
    made = last(bot, "我们的创新工作室运行两年了，能申报市级吗", "7个月行不行")
    assert "有效运行一年以上" in made.answer and made.answer.startswith("**不")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("我在引来的那家芯片公司里占着15%的股，招商引荐奖能申请吗", "投资利益相关方"),
        ("我前几年就评上省突出贡献技师了，能再报石家庄工匠吗", "选拔范围"),
        ("周岁37，还算青年规划说的青年吗", "14~35周岁"),
        ("学徒班培训那几个月，厂里发的钱不到最低工资，合规矩吗", "最低工资标准"),
        ("研发总部拿的奖励资金，可以拿去还银行贷款不", "偿还债务"),
        ("创新工作室的补助能不能用来聚餐", "专款专用"),
        ("单位想把工会并到人事部，行不行", "不得随意撤销"),
        ("立项公示期过了才想起提异议，科技局还收吗", "逾期未提出的不再受理"),
        ("领军人物项目验收没通过，今年还能再报市级科技项目吗", "3年内不得"),
        ("首次评省级专精特新没过复核，30万给不给", "通过复核"),
    ],
)
def test_a_certain_refusal_comes_before_any_question(bot: Bot, text: str, reason: str) -> None:
    made = last(bot, text)
    assert made.status == "answered" and made.answer.startswith("**不") and reason in made.answer.split("\n")[0]


def test_a_duty_is_told_by_its_own_words_and_not_as_leave(bot: Bot) -> None:
    made = last(bot, "厂里有310个会员，必须配专职工会主席吗")
    assert made.answer.startswith("**会员310人，达到200人，要依法配备专职工会主席")


def test_more_than_the_most_is_not_simply_granted(bot: Bot) -> None:
    assert last(bot, "青年驿站能免费住9天吗").answer.startswith("**只能按规定的部分享受：不超过7天")


def test_a_condition_for_others_is_not_said_to_be_met(bot: Bot) -> None:
    made = last(bot, "劳模创新工作室带了6个人，运行一年了，能申报市级吗")
    assert "名医" not in "".join(step for item in made.calculations for step in item.steps)


def test_some_of_those_told_before_are_told_apart_later(bot: Bot) -> None:
    found = last(bot, "学徒班报了30个，都是中级工，学一年补多少", "记错了，里头有12个其实是冲高级工去的，重新算")
    assert "162000元" in found.answer  # 18 × 5000 + 12 × 6000


@pytest.mark.parametrize(
    ("first", "then", "amount"),
    [
        ("我们头一回评上三年复合式增长瞪羚企业，奖多少", "我小舅子那公司也是头一次，五年连续增长那类。两家一共多少", "1800000元"),
        ("我们厂小刘国家一类竞赛代表省里拿了第三，市里给多少", "同去的还有小马第五，他俩合起来多少", "7000元"),
    ],
)
def test_another_one_is_added_to_the_one_before(bot: Bot, first: str, then: str, amount: str) -> None:
    assert amount in last(bot, first, then).answer


def test_another_one_alone_is_not_added_to_the_one_before(bot: Bot) -> None:
    found = last(bot, "我们头一回评上三年复合式增长瞪羚企业，奖多少", "那五年连续增长那类呢")
    assert "1000000元" in found.answer and "1800000元" not in found.answer


def test_the_sum_with_what_the_turn_before_asked_for(bot: Bot) -> None:
    first = "我们技师学院头一年评上市里的高技能人才培训基地，支持多少"
    found = last(bot, first, "老李的技能大师工作室也评上了，他那份多少？俩牌子加起来呢")
    assert "1600000元" in found.answer.split("\n")[0]  # 1500000 + 100000


def test_a_number_of_those_told_before_differs(bot: Bot) -> None:
    first = "平山一家厂引进20个大学生，都是本科一批录取的全日制学士，都有县里的人才卡，一年房租补贴合计多少"
    found = last(bot, first, "核了下，有5个是二本考进去的，那总数变成多少")
    assert "145000元" in found.answer  # 15 x 8000 + 5 x 5000


def test_another_figure_held_against_the_answer_names_both_papers(bot: Bot) -> None:
    found = last(bot, "中华技能大奖，咱市给多少奖励？人是本厂培养的", "不是5万吗？我手里17年的文件白纸黑字写着")
    assert {c.rule_id for c in found.calculations} >= {"skill_master_title_award", "skill_master_title_award_2017"}


def test_what_is_at_most_nothing_is_not_said(bot: Bot) -> None:
    found = last(bot, "拿A卡回来办公司，先窝在科技中心孵化器里，房租有补吗", "还能补设备钱不", "租厂房直接生产，两年封顶多少")
    assert "最高0元" not in found.answer


def test_a_new_number_in_a_later_turn_splits_nobody_off(bot: Bot) -> None:
    found = last(bot, "学徒班报了30个中级工，学一年补多少", "那要是我们有12个高级工呢")
    assert "72000元" in found.answer  # 12 × 6000
    assert "90000" not in found.answer  # 18 × 5000, the others of a split


@pytest.mark.parametrize(
    ("text", "cost"),
    [("会计说漏算一笔，材料成本还有40万没扣，重算", 2_400_000), ("漏算了，直接成本一共是240万", 2_400_000)],
)
def test_what_was_left_out_is_added_to_what_was_told(book: RuleBook, reader: Reader, text: str, cost: int) -> None:
    turns = ("对外办班收了500万，直接成本200万", text)
    (given,) = read_situation(book.rules["school_training_income_performance_pay"], turns, reader).given
    assert given["direct_cost"] == cost


def test_a_new_whole_is_split_where_the_same_turn_tells_some_of_it_apart(book: RuleBook, reader: Reader) -> None:
    turns = ("20个学徒，全是中级工，学一年", "实际是26个人，里头有8个是冲高级工去的")
    given = read_situation(book.rules["apprenticeship_training_subsidy"], turns, reader).given
    assert [(g["skill_level"], g["headcount"]) for g in given] == [("中级工", 18), ("高级工", 8)]


def test_which_part_was_asked_for_before_is_not_what_is_asked_for_now(book: RuleBook, reader: Reader) -> None:
    turns = ("B卡硕士领了两年房租，还能领多少", "那从头领满一共多少")
    (given,) = read_situation(book.rules["talent_card_b_rent_subsidy"], turns, reader).given
    assert "asks_rest" not in given


def test_a_reply_that_only_confirms_leaves_the_topic_where_it_was(bot: Bot) -> None:
    history = (
        Turn("user", "我们小两口在长安区租房，没房子，能领租房补贴吗"),
        Turn("assistant", "可看保障性租赁住房的租赁补贴：1—2人家庭每月90元。"),
        Turn("user", "那一年就是1080呗"),
        Turn("assistant", "是的，90元×12个月=1080元。"),
    )
    found = answer(Question("说错了，加上老人一共4口人。一年能领多少", history, DAY, "offline"), bot)
    assert [c.rule_id for c in found.calculations] == ["rental_housing_subsidy"]
    assert "1800元" in found.answer


def test_a_whole_that_points_to_the_turn_before_is_that_one(book: RuleBook, reader: Reader) -> None:
    turns = ("十个高级工学徒，备案一年培训一年", "等下，主任说那十个里头有四个其实报的是中级工，剩下的不变")
    given = read_situation(book.rules["apprenticeship_training_subsidy"], turns, reader).given
    assert [(g["headcount"], g["skill_level"]) for g in given] == [(6, "高级工"), (4, "中级工")]


@pytest.mark.parametrize(
    ("first", "then", "rule"),
    [
        ("我是博士，有B卡，租房一个月补多少", "那买房补多少", "talent_card_b_home_purchase_subsidy"),
        ("硕士，B卡，租房一年补多少", "买房能补几万", "talent_card_b_home_purchase_subsidy"),
        ("博士，B卡，买房补多少", "那租房一个月给多少", "talent_card_b_rent_subsidy"),
    ],
)
def test_another_benefit_named_in_few_words_is_the_one_meant(bot: Bot, first: str, then: str, rule: str) -> None:
    assert [c.rule_id for c in last(bot, first, then).calculations] == [rule]
