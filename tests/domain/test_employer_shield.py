import pytest

from xinqiao.domain.employer_shield import (
    is_public_mail,
    is_with_employer,
    normalise_domain,
    suggested_employer,
)


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("yanchuan.com", "yanchuan.com"),
        ("  @Yanchuan.COM ", "yanchuan.com"),
        ("shen.zhiyao@mail.yanchuan.com", "mail.yanchuan.com"),
        ("https://www.yanchuan.com/about?x=1", "yanchuan.com"),
        ("//yanchuan.com:8443", "yanchuan.com"),
        ("www.yanchuan.com.cn", "yanchuan.com.cn"),
        ("ｙａｎｃｈｕａｎ．ｃｏｍ", "yanchuan.com"),
        ("yanchuan。com", "yanchuan.com"),
        ("砚川.公司", "xn--5rty79c.xn--55qx5d"),
        ("xn--5rty79c.xn--55qx5d", "xn--5rty79c.xn--55qx5d"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("yanchuan", None),
        ("", None),
        ("@", None),
        ("two words.com", None),
        ("10.0.0.1", None),
        ("-bad.com", None),
        ("a..b", None),
        ("x" * 64 + ".com", None),
    ],
)
def test_a_domain_is_read_from_what_people_paste(text: str, domain: str | None) -> None:
    assert normalise_domain(text) == domain


@pytest.mark.parametrize(
    ("email", "employer", "shielded"),
    [
        ("shen@yanchuan.com", "yanchuan.com", True),
        ("SHEN@Yanchuan.COM", "yanchuan.com", True),
        ("shen@mail.yanchuan.com", "yanchuan.com", True),
        ("shen@a.b.yanchuan.com", "yanchuan.com", True),
        ("shen@notyanchuan.com", "yanchuan.com", False),
        ("shen@yanchuan.com.evil.example", "yanchuan.com", False),
        ("shen@yanchuan.com", "mail.yanchuan.com", False),
        ("shen@yanchuan.com.cn", "yanchuan.com", False),
        ("shen@砚川.公司", "xn--5rty79c.xn--55qx5d", True),
        ("shen@hr.xn--5rty79c.xn--55qx5d", "砚川.公司", True),
        ("shen@qq.com", "qq.com", False),
        ("shen@anything.com.cn", "com.cn", False),
        ("shen@yanchuan.com", "", False),
        ("no address", "yanchuan.com", False),
    ],
)
def test_an_address_in_or_below_the_employers_domain_is_shielded(email: str, employer: str, shielded: bool) -> None:
    assert is_with_employer(email, employer) is shielded


@pytest.mark.parametrize("domain", ["qq.com", "163.com", "126.com", "gmail.com", "foxmail.com", "com.cn"])
def test_a_public_mailbox_is_never_an_employers(domain: str) -> None:
    assert is_public_mail(domain)


@pytest.mark.parametrize(
    ("emails", "domain"),
    [
        (["shen@yanchuan.com"], "yanchuan.com"),
        (["shen@hr.yanchuan.com", "shen@mail.yanchuan.com"], "yanchuan.com"),
        (["shen@qq.com", "shen@yanchuan.com.cn"], "yanchuan.com.cn"),
        (["shen@hr.yanchuan.com.cn"], "yanchuan.com.cn"),
        (["shen@qq.com", "shen@163.com"], ""),
        (["shen@vip.163.com"], ""),
        (["shen@one.example", "shen@two.example"], ""),
        ([], ""),
    ],
)
def test_the_addresses_suggest_one_employer_or_none(emails: list[str], domain: str) -> None:
    assert suggested_employer(emails) == domain
