"""What identifies a person is hidden; amounts, dates and document numbers are not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.mask import LABELS, is_card, is_id, mask

ID = "11010519491231002X"  # the worked example of GB 11643
CARDS = [
    "6222021234567890128",
    "4111111111111111",
    "5500005555555559",
    "378282246310005",
    "6228480402564890018",
]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def luhn(number: str) -> str:
    """The number with its check digit, by the textbook: double every second digit from the right."""
    digits = [int(d) for d in number]
    total = 0
    for i, digit in enumerate(reversed(digits)):
        twice = digit * 2 if i % 2 == 0 else digit
        total += twice // 10 + twice % 10
    return number + str((10 - total % 10) % 10)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"我的身份证{ID}，能领吗", f"我的身份证{LABELS['id']}，能领吗"),
        (f"身份证号：{ID.lower()}。", f"身份证号：{LABELS['id']}。"),
        ("１１０１０５１９４９１２３１００２Ｘ", LABELS["id"]),
        ("110105 19491231 002X", LABELS["id"]),
        ("13812345678", LABELS["mobile"]),
        ("打我手机138 1234 5678吧", f"打我手机{LABELS['mobile']}吧"),
        ("138-1234-5678", LABELS["mobile"]),
        ("+8613812345678", LABELS["mobile"]),
        ("+86 138 1234 5678", LABELS["mobile"]),
        ("电话１３８１２３４５６７８", f"电话{LABELS['mobile']}"),
        ("卡号4111 1111 1111 1111，打钱", f"卡号{LABELS['card']}，打钱"),
        ("13812345678，13912345678", f"{LABELS['mobile']}，{LABELS['mobile']}"),
    ],
)
def test_hidden(text: str, left: str) -> None:
    assert mask(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "150000",
        "19900101",
        "1234567元",
        "2024 2025",
        "石政办发〔2022〕6号",
        "石字〔2021〕7号",
        "20220101-20241231",
        "13812345678元",
        "投资13800000000元",
        "￥15012345678",
        "主营业务收入100000000000元",
        "12345",
        "0311-86688888",
        "400-800-1234",
        "1381234567",
        "138123456789",
        "2022年10月1日至2024年12月31日",
        "300,000,000",
        "110105194912310021",
        "110105199913310021",
        "1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6",
        "4111111111111112",
        "91130100MA07XXXX1X",
        "0000000000000000",
        "1.3812345678",
        "38600元 36000元",
        "13812345678人",
    ],
)
def test_left_alone(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize("number", CARDS[1:4])
def test_known_test_cards(number: str) -> None:
    assert is_card(number)
    assert mask(f"卡{number}") == f"卡{LABELS['card']}"


@given(st.dates(min_value=date(1900, 1, 1)), st.integers(0, 999), st.integers(11, 82))
def test_every_valid_id_is_hidden(born: date, order: int, province: int) -> None:
    body = f"{province}0105{born:%Y%m%d}{order:03d}"
    if len(body) != 17:
        return
    number = body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]
    assert is_id(number)
    assert mask(f"我{number}好") == f"我{LABELS['id']}好"


@given(st.text(alphabet="0123456789", min_size=14, max_size=17))
def test_every_valid_card_is_hidden_and_a_wrong_digit_is_not_one(body: str) -> None:
    number = luhn("6" + body)
    assert is_card(number)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert not is_card(wrong)


@given(st.integers(0, 10**12), st.sampled_from(["元", "万元", "人", "%"]))
def test_amounts_are_never_hidden(amount: int, unit: str) -> None:
    assert mask(f"共{amount}{unit}") == f"共{amount}{unit}"


@given(st.text(max_size=60))
def test_text_without_long_numbers_is_untouched(text: str) -> None:
    if sum(c.isdigit() for c in text) < 11:
        assert mask(text) == text
