"""Foreign keys name their target as a string, unseen by the import linter: the same order holds."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


@dataclass(frozen=True)
class Level:
    """One layered contract: who stands how high inside a package."""

    container: str
    rank: dict[str, int]

    def place(self, module: str) -> str | None:
        """The child of the container that holds the module."""
        if not module.startswith(f"{self.container}."):
            return None
        return module.removeprefix(f"{self.container}.").split(".")[0]


def read_levels() -> list[Level]:
    """The layered contracts of pyproject.toml, so that the order is written down once."""
    contracts = tomllib.loads(PYPROJECT.read_text())["tool"]["importlinter"]["contracts"]
    return [
        Level(container, _ranks(contract["layers"]))
        for contract in contracts
        if contract["type"] == "layers"
        for container in contract["containers"]
    ]


def _ranks(layers: list[str]) -> dict[str, int]:
    return {name.strip(" ()"): height for height, layer in enumerate(reversed(layers)) for name in layer.split("|")}


def climbs(source: str, target: str, levels: list[Level]) -> bool:
    """Whether a module that may only look down looks sideways or up."""
    for level in levels:
        here, there = level.place(source), level.place(target)
        if here and there and here != there and level.rank[here] <= level.rank[there]:
            return True
    return False


def relations() -> list[tuple[type[models.Model], str, type[models.Model]]]:
    """Every forward relation between two models of the product."""
    return [
        (model, field.name, field.related_model)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and isinstance(field.related_model, type)
        and model.__module__.startswith("xinqiao.")
        and field.related_model.__module__.startswith("xinqiao.")
    ]


def test_no_foreign_key_points_upwards_or_sideways() -> None:
    levels = read_levels()
    climbing = [
        f"{model.__module__}.{model.__name__}.{name} → {target.__module__}"
        for model, name, target in relations()
        if climbs(model.__module__, target.__module__, levels)
    ]
    assert climbing == []


def test_there_are_foreign_keys_to_look_at() -> None:
    assert len(relations()) > 10


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("xinqiao.capabilities.candidates.models", "xinqiao.foundation.workspaces.models", False),
        ("xinqiao.foundation.workspaces.models", "xinqiao.capabilities.candidates.models", True),
        ("xinqiao.capabilities.assessments.models", "xinqiao.capabilities.consent.models", False),
        ("xinqiao.capabilities.candidates.models", "xinqiao.capabilities.consent.models", True),
        ("xinqiao.capabilities.assessments.models", "xinqiao.capabilities.outreach.models", True),
        ("xinqiao.capabilities.candidates.models", "xinqiao.capabilities.candidates.models", False),
        ("xinqiao.foundation.audit.models", "xinqiao.foundation.workspaces.models", True),
    ],
)
def test_it_knows_up_from_down(source: str, target: str, expected: bool) -> None:
    assert climbs(source, target, read_levels()) is expected
