import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.domain.contact_points import DamagedPhone, PhoneKind, normalise_email, normalise_phone


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("lin.zhao@mail-cn.example", "lin.zhao@mail-cn.example"),
        ("  Lin.Zhao@Mail-CN.Example \t", "lin.zhao@mail-cn.example"),
        ("ｌｉｎ＠ｍａｉｌ．ｅｘａｍｐｌｅ", "lin@mail.example"),
        ("lin＠mail。example", "lin@mail.example"),
        ("\u200blin@mail.example\ufeff", "lin@mail.example"),
        ("赵琳 <lin@mail.example>", "lin@mail.example"),
        ("mailto:lin@mail.example", "lin@mail.example"),
        ("lin @ mail.example", "lin@mail.example"),
        ("lin@mail.example；", "lin@mail.example"),
        ("lin+jobs@sub.mail.example", "lin+jobs@sub.mail.example"),
        ("o'neil_1@mail.example", "o'neil_1@mail.example"),
        ("lin@公司.中国", "lin@公司.中国"),
        ("lin@mail.xn--fiqs8s", "lin@mail.xn--fiqs8s"),
    ],
)
def test_it_writes_an_address_in_one_form(written: str, expected: str) -> None:
    assert normalise_email(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        "",
        "无",
        "lin",
        "lin@",
        "@mail.example",
        "lin@mail",
        "lin@mail.1",
        "lin@@mail.example",
        "lin zhao@mail.example",
        "lin..zhao@mail.example",
        ".lin@mail.example",
        "lin@-mail.example",
        "lin@mail..example",
        "a@b.example,c@d.example",
        "l" * 65 + "@mail.example",
        "lin@" + "m" * 250 + ".example",
    ],
)
def test_it_refuses_what_is_no_address(written: str) -> None:
    assert normalise_email(written) is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("13800138000", "+8613800138000"),
        (13800138000, "+8613800138000"),
        (13800138000.0, "+8613800138000"),
        ("13800138000.0", "+8613800138000"),
        ("138 0013 8000", "+8613800138000"),
        ("138-0013-8000", "+8613800138000"),
        ("138–0013—8000", "+8613800138000"),
        ("１３８００１３８０００", "+8613800138000"),
        ("（86）138 0013 8000", "+8613800138000"),
        ("(+86) 13800138000", "+8613800138000"),
        ("+86 138 0013 8000", "+8613800138000"),
        ("+86-138-0013-8000", "+8613800138000"),
        ("86-13800138000", "+8613800138000"),
        ("8613800138000", "+8613800138000"),
        ("0086 13800138000", "+8613800138000"),
        ("013800138000", "+8613800138000"),
        ("'13800138000", "+8613800138000"),
        ('="13800138000"', "+8613800138000"),
        ("13800138000\t", "+8613800138000"),
        ("\u202a13800138000\u202c", "+8613800138000"),
        ("手机：13800138000", "+8613800138000"),
        ("Tel: 13800138000", "+8613800138000"),
        ("1.3800138000E+10", "+8613800138000"),
        ("+86 12023986619", "+8612023986619"),
        ("12023986619", "+8612023986619"),
    ],
)
def test_it_reads_a_chinese_mobile_number_however_it_was_stored(written: str | float, expected: str) -> None:
    phone = normalise_phone(written)
    assert phone is not None
    assert (phone.e164, phone.kind) == (expected, PhoneKind.MOBILE)


@pytest.mark.parametrize(
    ("written", "expected", "extension"),
    [
        ("010-1234 5678", "+861012345678", ""),
        ("(010)12345678", "+861012345678", ""),
        ("+86 10 1234 5678", "+861012345678", ""),
        ("+86 (0)10 1234 5678", "+861012345678", ""),
        ("+86 010 1234 5678", "+861012345678", ""),
        ("021-61234567", "+862161234567", ""),
        ("0755-83123456", "+8675583123456", ""),
        ("0376-6123456", "+863766123456", ""),
        ("010-12345678-801", "+861012345678", "801"),
        ("010-12345678转801", "+861012345678", "801"),
        ("010-12345678 ext. 801", "+861012345678", "801"),
        ("400-810-1234", "+864008101234", ""),
    ],
)
def test_it_reads_a_landline_with_its_area_code(written: str, expected: str, extension: str) -> None:
    phone = normalise_phone(written)
    assert phone is not None
    assert (phone.e164, phone.kind, phone.extension) == (expected, PhoneKind.LANDLINE, extension)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("+1 415-555-0123", "+14155550123"),
        ("1-415-555-0123", "+14155550123"),
        ("+1 (415) 555 0123", "+14155550123"),
        ("001 415 555 0123", "+14155550123"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("+49 30 901820", "+4930901820"),
        ("+852 9123 4567", "+85291234567"),
        ("852 9123 4567", "+85291234567"),
        ("886 912 345 678", "+886912345678"),
        ("+65 6123 4567", "+6561234567"),
    ],
)
def test_it_reads_a_foreign_number(written: str, expected: str) -> None:
    phone = normalise_phone(written)
    assert phone is not None
    assert (phone.e164, phone.kind) == (expected, PhoneKind.FOREIGN)


@pytest.mark.parametrize(
    ("written", "country", "expected"),
    [
        ("(415) 555-0123", "1", "+14155550123"),
        ("14155550123", "1", "+14155550123"),
        ("020 7946 0958", "44", "+442079460958"),
        ("6123 4567", "65", "+6561234567"),
    ],
)
def test_it_reads_a_bare_number_as_one_of_the_default_country(written: str, country: str, expected: str) -> None:
    phone = normalise_phone(written, default_country=country)
    assert phone is not None
    assert phone.e164 == expected


@pytest.mark.parametrize("written", ["1.38E+10", "1.38001E+10", "1.38e10", "1E+10", "１．３８Ｅ＋１０"])
def test_it_names_a_number_damaged_by_a_spreadsheet(written: str) -> None:
    with pytest.raises(DamagedPhone):
        normalise_phone(written)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "无",
        "1380013800",
        "138001380001",
        "12345678",
        "415 555 0123",
        "微信同号",
        "138001380oo",
        "138****8000",
        "13800138000 13900139000",
        "+86 1234",
        "+1 123",
        "++8613800138000",
        "١٣٨٠٠١٣٨٠٠٠",
        "1" * 100,
        True,
        float("nan"),
        float("inf"),
        13800138000.5,
    ],
)
def test_it_refuses_what_is_no_complete_number(written: str | float) -> None:
    assert normalise_phone(written) is None


@given(st.text(max_size=60))
def test_any_text_gives_an_answer_and_a_written_form_is_stable(text: str) -> None:
    email = normalise_email(text)
    assert email is None or normalise_email(email) == email
    try:
        phone = normalise_phone(text)
    except DamagedPhone:
        return
    assert phone is None or normalise_phone(phone.e164) == phone.__class__(phone.e164, phone.kind)


@given(st.floats() | st.integers())
def test_any_number_gives_an_answer(number: float) -> None:
    try:
        phone = normalise_phone(number)
    except DamagedPhone:
        return
    assert phone is None or phone.e164.startswith("+")


@given(
    st.from_regex(r"[A-Za-z0-9._+-]{1,12}@[A-Za-z0-9.-]{1,16}\.[A-Za-z]{1,4}", fullmatch=True)
    | st.from_regex(r"(\+86)?[ -]?1[0-9]{9,11}", fullmatch=True)
    | st.from_regex(r"\+[0-9]{1,4}([ -][0-9]{2,8}){1,4}", fullmatch=True)
)
def test_the_short_way_for_plain_texts_gives_the_same_answer_as_the_long_one(text: str) -> None:
    decorated = text + " "
    assert normalise_email(text) == normalise_email(decorated)
    assert normalise_phone(text) == normalise_phone(decorated)
