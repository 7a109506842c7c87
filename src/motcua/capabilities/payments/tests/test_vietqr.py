"""The payload, against the worked example of the rules and an independent library."""

import pytest
import segno
import zxingcpp
from hypothesis import assume, given
from hypothesis import strategies as st
from qr_pay import QRPay

from motcua.capabilities.payments import drawing
from motcua.capabilities.payments.rules import vietqr
from motcua.capabilities.payments.rules.vietqr import TransferRequest, UnreadablePayload

# Computed apart from this code: 15,000 đ, bill H15.50.05.13-261008-0975 without its marks.
EXAMPLE = (
    "00020101021238540010A00000072701240006970436011010123456780208QRIBFTTA"
    "53037045405150005802VN62380119H1550051326100809750811LE PHI TTHC63045E99"
)
REQUEST = TransferRequest(
    bank_bin="970436",
    account_number="1012345678",
    amount_vnd=15_000,
    bill_number="H155005132610080975",
    purpose="LE PHI TTHC",
)
texts = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=25)
requests = st.builds(
    TransferRequest,
    bank_bin=st.from_regex(r"[0-9]{6}", fullmatch=True),
    account_number=st.from_regex(r"[0-9A-Za-z]{1,19}", fullmatch=True),
    amount_vnd=st.integers(1, 10**13 - 1),
    bill_number=texts,
    purpose=texts,
)


def test_the_worked_example_of_the_rules() -> None:
    assert vietqr.payload(REQUEST) == EXAMPLE
    assert vietqr.read(EXAMPLE) == REQUEST


def test_the_check_value_of_the_checksum() -> None:
    assert vietqr.checksum("123456789") == "29B1"


@given(requests)
def test_an_independent_library_writes_the_same(request: TransferRequest) -> None:
    theirs = QRPay(
        bin_id=request.bank_bin,
        consumer_id=request.account_number,
        transaction_amount=request.amount_vnd,
        bill_number=request.bill_number or None,
        purpose_of_transaction=request.purpose or None,
    )

    assert vietqr.payload(request) == theirs.code


@given(requests)
def test_what_is_written_is_read_back(request: TransferRequest) -> None:
    assert vietqr.read(vietqr.payload(request)) == request


@given(st.integers(0, len(EXAMPLE) - 1), st.characters(min_codepoint=32, max_codepoint=126))
def test_one_changed_character_is_noticed(at: int, character: str) -> None:
    assume(EXAMPLE[at] != character)

    with pytest.raises(UnreadablePayload):
        vietqr.read(EXAMPLE[:at] + character + EXAMPLE[at + 1 :])


@given(st.text(max_size=80) | requests.map(vietqr.payload).map(lambda text: text[:-1]))
def test_any_other_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(UnreadablePayload):
        vietqr.read(text)


@pytest.mark.parametrize(
    ("changed", "to"),
    [("53037045", "53038405"), ("A000000727", "A000000728"), ("QRIBFTTA", "QRIBFTTC")],
)
def test_another_currency_or_network_is_refused(changed: str, to: str) -> None:
    text = EXAMPLE[:-4].replace(changed, to)

    with pytest.raises(UnreadablePayload):
        vietqr.read(text + vietqr.checksum(text))


@pytest.mark.parametrize(
    "wrong",
    [{"amount_vnd": 0}, {"bank_bin": "97043"}, {"purpose": "Lệ phí"}, {"bill_number": "x" * 26}],
)
def test_what_no_bank_reads_is_never_written(wrong: dict[str, object]) -> None:
    right = {"bank_bin": "970436", "account_number": "1", "amount_vnd": 1}

    with pytest.raises(UnreadablePayload):
        TransferRequest(**right | wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Lệ phí đăng ký", "LE PHI DANG KY"),
        ("MC12  phí/lệ-phí", "MC12 PHI LE PHI"),
        ("Đường Nguyễn Thị Minh Khai", "DUONG NGUYEN THI MINH KHA"),
    ],
)
def test_words_are_printed_as_a_bank_prints_them(text: str, printed: str) -> None:
    assert vietqr.plain(text) == printed


def test_another_program_reads_the_picture() -> None:
    matrix = [
        [0 if dark else 255 for dark in row for _ in range(4)]
        for row in segno.make(EXAMPLE, error="m", micro=False).matrix_iter(border=4)
        for _ in range(4)
    ]
    picture = memoryview(bytes(dot for row in matrix for dot in row))

    [code] = zxingcpp.read_barcodes(picture.cast("B", (len(matrix), len(matrix[0]))))

    assert code.text == EXAMPLE


def test_the_drawing_is_let_through_by_a_strict_policy() -> None:
    drawn = drawing.qr_svg(EXAMPLE, title='Nộp "50.000 đ" <Sở>')

    assert drawn.startswith('<svg role="img"')
    assert "style" not in drawn
    assert "<script" not in drawn
    assert "<Sở>" not in drawn
