"""Many shared fillings at once, written as rows: a person, a link and five answers each."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import numpy as np

from tests.factories import NOW, owner_of
from xinqiao.capabilities.assessments.models import Response, Score
from xinqiao.capabilities.candidates.models import Candidate, CandidateLink
from xinqiao.domain.scale import TOS5_KEYED, score
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.playbook.loader import playbook

Answers = Sequence[int | None]
_numbers = itertools.count(1)


def people_who_answered(
    workspace: Workspace,
    given: Iterable[Answers],
    *,
    language: str = "zh-hans",
    state: str = "shared",
    is_sample: bool = False,
    at: datetime = NOW,
    flags: Sequence[str] = (),
) -> list[Candidate]:
    """A new person for each row of answers."""
    given, owner = list(given), owner_of(workspace)
    with scope(workspace.pk):
        people = Candidate.objects.bulk_create(
            Candidate(
                display_name=f"人{next(_numbers)}", sort_name="ren", source="other", legal_basis="consent",
                owner=owner, is_sample=is_sample, created_at=at,
            )
            for _ in given
        )  # fmt: skip
    answer_again(workspace, people, given, language=language, state=state, at=at, flags=flags)
    return people


def answer_again(
    workspace: Workspace,
    people: Sequence[Candidate],
    given: Iterable[Answers],
    *,
    language: str = "zh-hans",
    state: str = "shared",
    at: datetime = NOW,
    flags: Sequence[str] = (),
) -> None:
    """One more filling of each of these people."""
    owner, version = owner_of(workspace), playbook().scale("tos5").version
    with scope(workspace.pk):
        links = CandidateLink.objects.bulk_create(
            CandidateLink(
                candidate=person, purpose="questionnaire", created_by=owner, created_at=at,
                expires_at=at + timedelta(days=30),
            )
            for person in people
        )  # fmt: skip
        responses = Response.objects.bulk_create(
            Response(
                candidate=person, link=link, scale_version=version, language=language, state=state, browser_key="k",
                started_at=at - timedelta(minutes=1), finished_at=at, decided_at=at,
                **{f"item{number}": one for number, one in enumerate(answers, start=1)},
            )
            for person, link, answers in zip(people, links, given, strict=True)
        )  # fmt: skip
        results = [(one, score(one.answers, TOS5_KEYED)) for one in responses]
        Score.objects.bulk_create(
            Score(
                response=one, scoring_key=TOS5_KEYED.id, total=result.total, variance=result.variance,
                flags=[*map(str, result.flags), *flags], scored_at=at,
            )
            for one, result in results
            if result.total is not None
        )  # fmt: skip


def raw_answers(n: int, *, seed: int = 5, loading: float = 0.7) -> list[list[int]]:
    """Answers of n people who read the five statements as they are meant."""
    dice = np.random.default_rng(seed)
    latent = dice.normal(size=(n, 1)) * loading + dice.normal(size=(n, 5)) * np.sqrt(1 - loading**2)
    keyed = np.digitize(latent, [-1.2, -0.4, 0.4, 1.2]) + 1
    return [[int(one) for one in row] for row in np.column_stack([6 - keyed[:, :4], keyed[:, 4]])]
