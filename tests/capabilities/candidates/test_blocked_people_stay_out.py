"""Who was erased, or stopped and deleted, does not come in again, and the list of them names nobody."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, words
from xinqiao.capabilities.candidates.blocking import Blocked, block, digest_of, is_blocked
from xinqiao.capabilities.candidates.models import BlockedIdentity, Candidate, ContactPoint
from xinqiao.capabilities.candidates.operations import PersonFacts, change_candidate
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace

pytestmark = pytest.mark.django_db
ADDRESS = {"email": "shen@example.test", "phone": "+86 120 1234 5678"}


@pytest.fixture
def workspace() -> Workspace:
    """A workspace whose one person was blocked and deleted."""
    made = make_workspace()
    gone = make_candidate(made, **ADDRESS)
    with scope(made.pk):
        ContactPoint.objects.create(candidate=gone, kind="link", value="l", key="linkedin.com/in/shen")
        assert block(gone, reason="stopped", now=NOW) == 3
        assert block(gone, reason="erased", now=NOW) == 0
        gone.delete()
    return made


@pytest.mark.parametrize("known", [{"email": "SHEN@example.test"}, {"phone": "12012345678"}])
def test_neither_address_nor_number_comes_in_again(workspace: Workspace, known: dict[str, str]) -> None:
    with pytest.raises(Blocked):
        make_candidate(workspace, "另一个名字", **known)
    with scope(workspace.pk):
        assert not Candidate.objects.exists()


def test_nor_by_changing_another_record(workspace: Workspace) -> None:
    other, owner = make_candidate(workspace, "钱二"), owner_of(workspace)
    facts = PersonFacts("钱二", "public_profile", "lawfully_public", email=ADDRESS["email"])
    with scope(workspace.pk), pytest.raises(Blocked):
        change_candidate(other, facts, owner=owner, opening=None, by=owner, now=NOW)


def test_a_person_of_the_same_name_is_welcome(workspace: Workspace) -> None:
    assert make_candidate(workspace, email="another@example.test").pk


def test_another_workspace_knows_nothing_of_it(workspace: Workspace) -> None:
    other = make_workspace()
    assert make_candidate(other, **ADDRESS).pk
    with scope(workspace.pk):
        mine = digest_of("email", ADDRESS["email"])
    with scope(other.pk):
        assert digest_of("email", ADDRESS["email"]) != mine


def test_the_list_names_nobody(workspace: Workspace) -> None:
    with scope(workspace.pk):
        stored = [str(values) for values in BlockedIdentity.objects.values()]
    assert len(stored) == 3
    assert not any(part in text for text in stored for part in ("shen", "12012345678", "example", "linkedin"))


def test_a_new_key_of_the_installation_forgets_nobody(workspace: Workspace, settings: object) -> None:
    settings.SECRET_KEY = "another key, and no fallback"  # type: ignore[attr-defined]
    with scope(workspace.pk):
        assert is_blocked([("email", ADDRESS["email"])]) == {("email", ADDRESS["email"])}


def test_a_whole_chunk_is_asked_about_at_once(workspace: Workspace) -> None:
    many = [("email", f"{number}@example.test") for number in range(500)]
    with scope(workspace.pk), CaptureQueriesContext(connection) as queries:
        assert is_blocked([*many, ("email", ADDRESS["email"])]) == {("email", ADDRESS["email"])}
    assert len(queries) == 2


def test_the_form_says_so_and_keeps_what_was_typed(workspace: Workspace) -> None:
    typed = {
        "display_name": "沈知遥",
        "language": "zh-hans",
        "source": "public_profile",
        "legal_basis": "lawfully_public",
        "owner": owner_of(workspace).public_id,
        **ADDRESS,
    }
    page = Desk(owner_of(workspace)).post("candidate_add", **typed)
    assert page.status_code == 422
    assert "asked not to be recorded again" in words(page)
    assert ADDRESS["email"] in page.content.decode()
