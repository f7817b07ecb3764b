"""Statements of the busiest pages, compiled once in a process and then run with other values.

Django builds the SQL of a query anew each time, which cost the questionnaire more than the database itself. The
queryset stays the one place that says what is asked: it is compiled for values that cannot occur, whose places in the
statement are remembered. The workspace is such a value too, and at each run the one of the surrounding scope.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Final, Generic, TypeVar

from django.db import connection, models, transaction
from django.db.models.query import get_related_populators
from django.db.models.sql import UpdateQuery

from xinqiao.foundation.tenancy.many_values import as_parameter
from xinqiao.foundation.tenancy.models import AppendOnlyQuerySet, ScopedModel
from xinqiao.foundation.tenancy.scope import ScopeError, compiling_for, current_workspace_id

M = TypeVar("M", bound=models.Model)
Value = int | str | date | datetime | Sequence[int] | None

# Within the range of a big integer, where Django leaves a comparison in the statement, and below every real id.
_WORKSPACE: Final = -(2**62)

Kind = type[int] | type[str] | type[date] | type[datetime] | type[list[int]]

# The annotations are those of a newer Django, which wants one value more.
_populators: Any = get_related_populators


class PreparedSelect(Generic[M]):
    """`build` makes the queryset from values of these kinds (int, str, date, datetime, a list for `among`)."""

    def __init__(self, build: Callable[..., models.QuerySet[M]], *kinds: Kind) -> None:
        self._build, self._kinds = build, kinds

    def find(self, *values: Value) -> M | None:
        """The first row of the current workspace for these values, None when there is none."""
        made = self._made
        with _cursor() as cursor:
            cursor.execute(made.sql, made.filled(values))
            row = cursor.fetchone()
        return None if row is None else made.instance(list(row))

    def all(self, *values: Value) -> list[M]:
        """The rows of the current workspace for these values."""
        made = self._made
        with _cursor() as cursor:
            cursor.execute(made.sql, made.filled(values))
            return [made.instance(list(row)) for row in cursor.fetchall()]

    @cached_property
    def _made(self) -> _Select[M]:
        marks = _marks(self._kinds)
        with compiling_for(_WORKSPACE):
            query = self._build(*marks).query
        return _Select(query.get_compiler(connection=connection), marks)


class PreparedRows:
    """As `PreparedSelect`, for a queryset of `values_list`."""

    def __init__(self, build: Callable[..., models.QuerySet[Any, tuple[Any, ...]]], *kinds: Kind) -> None:
        self._build, self._kinds = build, kinds

    def all(self, *values: Value) -> list[tuple[Any, ...]]:
        """The rows of the current workspace for these values."""
        made = self._made
        with _cursor() as cursor:
            cursor.execute(made.sql, made.filled(values))
            return [tuple(made.converted(list(row))) for row in cursor.fetchall()]

    @cached_property
    def _made(self) -> _Read:
        marks = _marks(self._kinds)
        with compiling_for(_WORKSPACE):
            query = self._build(*marks).query
        return _Read(query.get_compiler(connection=connection), marks)


class PreparedUpdate:
    """`build` makes the queryset and its changes; the kinds are those of `PreparedSelect`."""

    def __init__(self, build: Callable[..., tuple[models.QuerySet[Any], dict[str, Any]]], *kinds: Kind) -> None:
        self._build, self._kinds = build, kinds

    def run(self, *values: Value) -> int:
        """Changes what the queryset finds in the current workspace; returns how many rows."""
        made = self._made
        with transaction.mark_for_rollback_on_error(using=connection.alias), _cursor() as cursor:
            cursor.execute(made.sql, made.filled(values))
            return int(cursor.rowcount)

    @cached_property
    def _made(self) -> _Statement:
        marks = _marks(self._kinds)
        with compiling_for(_WORKSPACE):
            rows, changes = self._build(*marks)
        if isinstance(rows, AppendOnlyQuerySet) or {"workspace", "workspace_id"} & changes.keys():
            raise ScopeError("What is append-only stays, and a row cannot move to another workspace.")
        query: Any = rows.query.chain(UpdateQuery)
        query.add_update_values(changes)
        return _Statement(query.get_compiler(connection=connection), marks)


class _Statement:
    """SQL, its constant values, and the places of those that change."""

    def __init__(self, compiler: Any, marks: Sequence[Value]) -> None:
        self.sql, constants = compiler.as_sql()
        self._values: list[Value] = list(constants)
        # Installation-level tables (accounts, members) belong to no workspace.
        is_scoped = issubclass(compiler.query.model, ScopedModel)
        self._workspace = _places(constants, _WORKSPACE) if is_scoped else []
        self._places = [_places(constants, mark) for mark in marks]

    def filled(self, values: Sequence[Value]) -> list[Value]:
        """All values in the statement's order."""
        filled = self._values.copy()
        for place in self._workspace:
            filled[place] = current_workspace_id()
        for places, value in zip(self._places, values, strict=True):
            stored = _stored(value)
            for place in places:
                filled[place] = stored
        return filled


class _Read(_Statement):
    """A statement together with what Django makes of the columns that it reads."""

    def __init__(self, compiler: Any, marks: Sequence[Value]) -> None:
        super().__init__(compiler, marks)
        self._converters = compiler.get_converters([column[0] for column in compiler.select]).items()

    def converted(self, row: list[Any]) -> list[Any]:
        """The row's own values, changed in place."""
        for place, (converters, column) in self._converters:
            for convert in converters:
                row[place] = convert(row[place], column, connection)
        return row


class _Select(_Read, Generic[M]):
    """A statement together with how Django makes an instance of its row."""

    def __init__(self, compiler: Any, marks: Sequence[Value]) -> None:
        super().__init__(compiler, marks)
        fields, first = compiler.klass_info["select_fields"], compiler.klass_info["select_fields"][0]
        self._model: type[M] = compiler.klass_info["model"]
        self._own = slice(first, fields[-1] + 1)
        self._names = [column[0].target.attname for column in compiler.select[self._own]]
        self._related = _populators(compiler.klass_info, compiler.select, connection.alias)

    def instance(self, row: list[Any]) -> M:
        """The row as Django's own iterator would give it, relations included."""
        self.converted(row)
        found = self._model.from_db(connection.alias, self._names, row[self._own])
        for populator in self._related:
            populator.populate(row, found)
        return found


def _cursor() -> Any:
    """On PostgreSQL one whose statements the server, too, plans once a connection."""
    return getattr(connection, "planning_cursor", connection.cursor)()


def _marks(kinds: Sequence[Kind]) -> list[Value]:
    """A value for each kind that no row holds."""
    marks: dict[Kind, Callable[[int], Value]] = {
        int: lambda n: _WORKSPACE - 1 - n,
        str: lambda n: f"\x02{n}\x03",
        date: lambda n: date(1, 2, 3 + n),
        datetime: lambda n: datetime(1, 2, 3, microsecond=n, tzinfo=UTC),
        list: lambda n: [_WORKSPACE - 1 - n],
    }
    return [marks[kind](n) for n, kind in enumerate(kinds)]


def _places(constants: Sequence[Any], mark: Value) -> list[int]:
    places = [place for place, value in enumerate(constants) if value == _stored(mark)]
    if not places:
        raise ScopeError("A prepared statement holds its workspace and each of its values.")
    return places


def _stored(value: Value) -> Any:
    """As the database keeps it: SQLite has no type for a moment or a day."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return as_parameter(value, connection.vendor) if isinstance(value, list) else value
