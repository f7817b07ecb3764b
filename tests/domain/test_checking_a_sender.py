"""Codes that people type, addresses that owners name, marks in pages, and addresses that are not public."""

from __future__ import annotations

import pytest

from xinqiao.domain.check_page import NotAnAddress, PageState, is_public, page_address, state_of
from xinqiao.domain.sender_code import LENGTH, LETTERS, code_of, read_code, spoken


def test_a_code_is_read_however_it_is_typed() -> None:
    code = code_of(2**63 + 12_345)
    assert len(code) == LENGTH
    assert set(code) <= set(LETTERS)
    for typed in (
        code,
        spoken(code).lower(),
        f" {' '.join(code)} ",
        code.replace("2", "２"),
        f"{code}\n",
    ):
        assert read_code(typed) == code, typed
    for typed in ("", "K7MQ4R2", "K7MQ4R2XX", "K7MQ-4R20", "K7MQ-4R2I", "核对码核对码核对", "x" * 10_000):
        assert read_code(typed) is None, typed


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("www.example.com", "https://www.example.com/xinqiao-check.html"),
        (" https://Example.com/ ", "https://example.com/xinqiao-check.html"),
        ("https://example.com/about/check", "https://example.com/about/check"),
        ("例子.中国", "https://xn--fsqu00a.xn--fiqs8s/xinqiao-check.html"),
        ("http://example.com", None),
        ("https://example.com:8443/", None),
        ("https://me@example.com/", None),
        ("https://example.com/?a=1", None),
        ("https://127.0.0.1/", None),
        ("https://[::1]/", None),
        ("localhost", None),
        ("", None),
    ],
)
def test_only_a_public_https_page_can_be_named(typed: str, address: str | None) -> None:
    if address is None:
        with pytest.raises(NotAnAddress):
            page_address(typed)
    else:
        assert page_address(typed) == address


def test_a_page_is_ours_another_teams_or_neither() -> None:
    mine, other = "A" * 16, "B" * 16
    assert state_of(f'<meta name="xinqiao-check" content="{mine}">', mine) == PageState.FOUND
    assert state_of(f'<iframe src="https://x.test/check/embed/?team={mine}">', mine) == PageState.FOUND
    assert state_of(f"<meta name='xinqiao-check' content='{other}'>", mine) == PageState.OTHER_TEAM
    assert state_of(f"<p>{mine}</p>", mine) == PageState.NOT_FOUND


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("0.0.0.0", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("fec0::1", False),
        ("4000::1", False),
        ("not an address", False),
    ],
)
def test_what_stands_beside_the_server_is_not_public(address: str, public: bool) -> None:
    assert is_public(address) is public
