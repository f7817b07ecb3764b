"""Every address of the product, with arguments that point at one workspace's rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

from xinqiao.foundation.tenancy import row_security
from xinqiao.foundation.tenancy.scope import scope


def patterns_below(prefix: str) -> list[tuple[str, URLPattern]]:
    """(route, pattern) of every address that begins with `prefix`."""
    return [(route, pattern) for route, pattern in _walk(get_resolver().url_patterns, "") if route.startswith(prefix)]


def _walk(entries: list[Any], before: str) -> Iterator[tuple[str, URLPattern]]:
    for entry in entries:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, route)
        else:
            yield route, entry


def fill(route: str, **values: str) -> str:
    """The path for a route like `w/<slug:slug>/candidates/<str:public_id>/`; unknown arguments become `x`."""
    parts = []
    for part in route.split("/"):
        if part.startswith("<"):
            name = part.strip("<>").rpartition(":")[2]
            part = values.get(name, "1" if "int:" in part else values.get("public_id", "x"))
        parts.append(part)
    return "/" + "/".join(parts)


def contents_of(workspace_id: int) -> dict[str, list[dict[str, Any]]]:
    """Every row that a workspace owns, for comparing before and after."""
    with scope(workspace_id):
        return {
            model._meta.label: list(_manager(model).order_by("pk").values())
            for model in row_security.scoped_models()
            if model._meta.label != "audit.AuditEntry"
        }


def _manager(model: type[Model]) -> Any:
    return model._default_manager
