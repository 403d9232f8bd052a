"""What people leave out and put in when they speak."""

from __future__ import annotations

import pytest

from bot.facts.shorthand import plain_said, told_once, with_marks, without_courtesy, written_out


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("全国技能大赛一金三铜，个人项目", "全国技能大赛一块金牌、三块铜牌，个人项目"),
        ("拿了两金、一银", "拿了两块金牌、一块银牌"),
        ("世赛拿了一块银", "世赛拿了一块银"),
        ("一金融公司", "一金融公司"),
    ],
)
def test_medals_are_written_out(text: str, full: str) -> None:
    assert written_out(text, ()) == full


def test_a_bare_figure_is_of_the_unit_told_before() -> None:
    before = ("租厂房一年租金150万，补不补",)
    assert written_out("说错了，不是一百五，是一年二百六", before) == "说错了，不是一百五万，是一年二百六万"
    assert written_out("说错了，是一年二百六", before) == "说错了，是一年二百六"
    assert written_out("不是一百五，是二百六", ()) == "不是一百五，是二百六"


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("您好，我想请教一下，我硕士刚来，租房有补贴吗？谢谢", "我硕士刚来，租房有补贴吗？"),
        ("B卡博士买房补多少？麻烦给个准话，谢谢了", "B卡博士买房补多少？"),
        ("工作室就俩人，行不 谢谢了！", "工作室就俩人，行不"),
        ("请问租房补贴多少", "请问租房补贴多少"),
        ("你好", "你好"),
        ("您好，谢谢", "您好，谢谢"),
    ],
)
def test_courtesies_are_set_aside(text: str, bare: str) -> None:
    assert without_courtesy(text) == bare


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("厂里招了8个硕士 都签了三年 一共补多少", "厂里招了8个硕士，都签了三年，一共补多少"),
        ("租房 补贴 硕士", "租房 补贴 硕士"),
        ("最高奖励 5 万元的是哪一项", "最高奖励 5 万元的是哪一项"),
        ("zufang butie duoshao", "zufang butie duoshao"),
    ],
)
def test_spaces_stand_for_marks_between_phrases(text: str, marked: str) -> None:
    assert with_marks(text) == marked


@pytest.mark.parametrize(
    ("text", "once"),
    [
        ("有4个学中级，那4个只备案了一年", "有4个学中级，只备案了一年"),
        ("高级工3人（这3个里有2个在目录上）", "高级工3人（其中有2个在目录上）"),
        ("来了3个博士，这三个人都没有B卡", "来了3个博士，都没有B卡"),
        ("来了3个博士，这2个月才报到", "来了3个博士，这2个月才报到"),
        ("来了3个博士，那2个是硕士", "来了3个博士，那2个是硕士"),
    ],
)
def test_a_number_that_points_back_is_told_once(text: str, once: str) -> None:
    assert told_once(text) == once


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("两个硕士，还有个高级工", "两个硕士，还有一个高级工"),
        ("还有个问题想问", "还有个问题想问"),
        ("我还有个同学也来了", "我还有个同学也来了"),
        ("小李、小张各一块银牌", "小李、小张有2块银牌"),
        ("铸造厂、阀门厂、轴承厂一家一个工作室", "铸造厂、阀门厂、轴承厂有3个工作室"),
        ("硕士、本科各一个", "硕士、本科各一个"),
    ],
)
def test_what_is_left_out_of_counts(text: str, full: str) -> None:
    assert plain_said(text) == full
