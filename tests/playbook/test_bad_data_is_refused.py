from collections.abc import Callable
from importlib.resources import files

import pytest

from xinqiao.playbook.loader import PlaybookError, load_playbook


def _packaged(name: str) -> str:
    return files("xinqiao.playbook.data").joinpath(name).read_text(encoding="utf-8")


def _with(file: str, old: str, new: str) -> Callable[[str], str]:
    def read(name: str) -> str:
        text = _packaged(name)
        if name != file:
            return text
        assert old in text
        return text.replace(old, new, 1)

    return read


def test_the_packaged_playbook_loads() -> None:
    assert load_playbook(_packaged).scale("tos5").label.en == "Trust openness scale (TOS-5)"


@pytest.mark.parametrize(
    ("file", "old", "new", "entry", "reason"),
    [
        ("techniques.yaml", "  tell_candidate:", "  core:", "", "“core” appears twice"),
        ("stages.yaml", "- id: building", "- id: outreach", "outreach", "id used twice"),
        ("mechanisms.yaml", "minutes_max: 15", "minutes_max: 0", "light_talk / minutes_max", "greater than"),
        ("strategies.yaml", "- id: guarded", "- id: frozen", "frozen / id", "Input should be"),
        ("levels.yaml", "  tempo: {zh", "  pace: {zh", "open / tempo", "Field required"),
        ("channels.yaml", "en: E-mail", "en: 'E-mail {name}'", "email / label", "different placeholders"),
        ("channels.yaml", "en: E-mail", "en: 'E-mail {'", "email / label", "stray brace"),
        ("channels.yaml", "zh: 邮件", "zh: ''", "email / label / zh", "at least 1 character"),
        ("paces.yaml", "zh: 每周一次", "zh: 激活", "weekly / label", "must not read 激活"),
        ("candidate_pages.yaml", "id: later\n", "id: never\n", "permission / answers / 1 / id", "'later'"),
        ("signs.yaml", "- id: prefers_text", "- id: [", "", "signs.yaml"),
    ],
)
def test_a_broken_entry_is_named_with_its_file(file: str, old: str, new: str, entry: str, reason: str) -> None:
    with pytest.raises(PlaybookError) as caught:
        load_playbook(_with(file, old, new))

    assert file in str(caught.value)
    assert caught.value.entry == entry
    assert reason in str(caught.value)


def test_an_entry_that_does_not_say_what_we_tell_the_candidate_is_refused() -> None:
    mechanism = _packaged("mechanisms.yaml")
    start = mechanism.index("  tell_candidate:")
    end = mechanism.index("- id: project_module")

    def read(name: str) -> str:
        return mechanism[:start] + mechanism[end:] if name == "mechanisms.yaml" else _packaged(name)

    with pytest.raises(PlaybookError, match=r"mechanisms\.yaml, light_talk / tell_candidate: Field required"):
        load_playbook(read)


def test_a_field_nobody_knows_is_refused() -> None:
    with pytest.raises(PlaybookError, match=r"seniorities\.yaml, junior / years: Extra inputs"):
        load_playbook(_with("seniorities.yaml", "senior: false}", "senior: false, years: 2}"))


def test_a_missing_file_is_named() -> None:
    def read(name: str) -> str:
        if name == "signs.yaml":
            raise FileNotFoundError(name)
        return _packaged(name)

    with pytest.raises(PlaybookError, match=r"signs\.yaml"):
        load_playbook(read)
