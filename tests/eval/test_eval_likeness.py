"""The assistant's examples are not copied from the questions that it is judged by.

Measured over all suites, natural closeness ends below 0.9: a short question about one clause has only so many
ways to be put. A copy, or a copy with a word changed, lies above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import eval_worked as worked
import pytest

import bot
from bot.settings import load_settings
from eval.likeness import Close, bigrams, dice, examples, letters, nearest
from eval.questions import case_of, load
from eval.wiring import HERE

BOUND = 0.9
NEAR = 0.75
NEAR_SHARE = 0.03
"""At most this share of the questions has an example nearer than NEAR; more would look like paraphrasing."""
OFFTOPIC = Path(bot.__file__).resolve().parent / "offtopic.yaml"


@pytest.fixture(scope="module")
def pairs() -> Sequence[Close]:
    """Every question of every suite with its nearest example."""
    return nearest(load(HERE / "questions"), list(examples(load_settings({}), OFFTOPIC)))


def told(found: Close) -> str:
    """One pair, to be read in a failing test."""
    return f"{found.dice:.2f} {found.case.id} {found.case.question} <- {found.where}: {found.example}"


def test_no_example_is_a_question_of_the_suites(pairs: Sequence[Close]) -> None:
    assert len(pairs) > 600
    assert [told(found) for found in pairs if found.held] == []


def test_no_example_is_a_question_with_a_word_changed(pairs: Sequence[Close]) -> None:
    assert [told(found) for found in pairs if found.dice >= BOUND] == []


def test_near_examples_are_few(pairs: Sequence[Close]) -> None:
    near = [told(found) for found in pairs if found.dice >= NEAR]
    assert len(near) <= NEAR_SHARE * len(pairs), "\n".join(near)


def question(text: str) -> Close:
    """A question beside three examples: one like it, one that holds it, one of another kind."""
    case = case_of(worked.record("z1", "amount", text))
    known = [("a", "评上首席工匠奖多少钱"), ("b", "我们厂里老李今年评上首席工匠能拿到多少奖励呢"), ("c", "食堂几点开门")]
    (found,) = nearest([case], known)
    return found


def test_dice_is_twice_the_shared_bigrams_over_all() -> None:
    assert letters("租 房，补贴?") == "租房补贴"
    assert dice(bigrams("租房补贴"), bigrams("租房补助")) == pytest.approx(2 * 2 / 6)
    assert dice(bigrams("租房"), bigrams("工匠")) == 0


def test_a_copy_and_a_question_inside_an_example_are_both_seen() -> None:
    same = question("评上首席工匠，奖多少钱？")
    assert (same.where, same.dice, same.held) == ("a", 1.0, True)
    inside = question("老李今年评上首席工匠能拿到多少奖励")
    assert (inside.where, inside.held) == ("b", True)
    other = question("首席工匠的奖金谁来发")
    assert other.where == "a" and not other.held and other.dice < BOUND
