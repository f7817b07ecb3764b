import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.domain.profile_links import LinkSite, ProfileLink, normalise_link


@pytest.mark.parametrize(
    "written",
    [
        "https://www.linkedin.com/in/ava-mercer",
        "http://linkedin.com/in/ava-mercer/",
        "linkedin.com/in/ava-mercer",
        "www.linkedin.com/in/Ava-Mercer?trk=people-guest",
        "https://cn.linkedin.com/in/ava-mercer/?originalSubdomain=cn",
        "https://de.linkedin.com/in/ava-mercer/en",
        "https://www.linkedin.com/mwlite/in/ava-mercer#about",
        "//www.linkedin.com/in/ava-mercer",
        "<https://www.linkedin.com/in/ava-mercer>",
        "ｈｔｔｐｓ：//www.linkedin.com/in/ava-mercer",
        "https://www.linkedin.com/in/ava%2Dmercer,",
    ],
)
def test_every_spelling_of_a_linkedin_page_is_one_link(written: str) -> None:
    assert normalise_link(written) == ProfileLink(
        "https://www.linkedin.com/in/ava-mercer", LinkSite.LINKEDIN, "linkedin.com/in/ava-mercer"
    )


@pytest.mark.parametrize(
    "written", ["linkedin.com/in/%E6%9D%8E%E9%9B%B7-1a2b", "https://www.linkedin.com/in/李雷-1a2b/"]
)
def test_a_chinese_name_in_a_link_reads_alike_with_and_without_percent_signs(written: str) -> None:
    link = normalise_link(written)
    assert link == ProfileLink(
        "https://www.linkedin.com/in/%E6%9D%8E%E9%9B%B7-1a2b", LinkSite.LINKEDIN, "linkedin.com/in/李雷-1a2b"
    )


@pytest.mark.parametrize(
    ("written", "site", "key"),
    [
        ("https://www.linkedin.com/talent/profile/AEMAAB9x", LinkSite.LINKEDIN, "linkedin.com/talent/profile/AEMAAB9x"),
        (
            "https://www.linkedin.com/sales/lead/ACwAx1,NAME_SEARCH,a",
            LinkSite.LINKEDIN,
            "linkedin.com/sales/lead/ACwAx1",
        ),
        ("https://maimai.cn/profile/detail?dstu=12345678&from=x", LinkSite.MAIMAI, "maimai.cn/dstu/12345678"),
        ("maimai.cn/contact/share/card?u=fx0k2Ab&_share_channel=w", LinkSite.MAIMAI, "maimai.cn/u/fx0k2Ab"),
        ("https://maimai.cn/u/fx0k2Ab/", LinkSite.MAIMAI, "maimai.cn/u/fx0k2Ab"),
        ("https://maimai.cn/web/feed_detail", LinkSite.MAIMAI, ""),
        ("github.com/Octocat/", LinkSite.GITHUB, "github.com/octocat"),
        ("https://github.com/octocat/hello", LinkSite.WEBSITE, ""),
        ("https://github.com/features", LinkSite.WEBSITE, ""),
        ("https://www.linkedin.com/company/bluefen", LinkSite.WEBSITE, ""),
        ("https://linkedin.com.evil.example/in/ava", LinkSite.WEBSITE, ""),
        ("ava.example", LinkSite.WEBSITE, ""),
        ("https://medium.example/@ava", LinkSite.WEBSITE, ""),
        ("http://个人.中国/关于", LinkSite.WEBSITE, ""),
    ],
)
def test_it_says_whose_page_it_is_and_which_person_it_names(written: str, site: LinkSite, key: str) -> None:
    link = normalise_link(written)
    assert link is not None
    assert (link.site, link.key) == (site, key)


@pytest.mark.parametrize(
    ("written", "site", "url"),
    [
        ("octocat", LinkSite.GITHUB, "https://github.com/octocat"),
        ("@octocat", LinkSite.GITHUB, "https://github.com/octocat"),
        ("/in/ava-mercer/", LinkSite.LINKEDIN, "https://www.linkedin.com/in/ava-mercer"),
    ],
)
def test_a_name_alone_is_enough_where_the_site_is_known(written: str, site: LinkSite, url: str) -> None:
    link = normalise_link(written, site)
    assert link is not None
    assert link.url == url
    assert normalise_link(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "",
        "无",
        "Ava Mercer",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://ava.example/x",
        "ava@mail.example",
        "https://ava:secret@mail.example/",
        "https://[::1",
        "https://ava.example/a b",
        "localhost/x",
        "https://1",
        "ava.example/" + "x" * 300,
    ],
)
def test_it_refuses_what_is_no_link(written: str) -> None:
    assert normalise_link(written) is None


@given(st.text(max_size=80), st.sampled_from([None, *LinkSite]))
def test_any_text_gives_an_answer_and_a_written_form_is_stable(text: str, site: LinkSite | None) -> None:
    link = normalise_link(text, site)
    if link:
        assert normalise_link(link.url) == link
        assert "@" not in link.key
