"""The look-up `among`: as `in`, for thousands of values. They travel as one parameter.

Of a list with a place for each value both Django and the database read every place anew, which takes longer than
finding the rows; and a driver that keeps compiled statements keeps one for every length of the list.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler


# A key to another table has look-ups of its own.
@models.ForeignKey.register_lookup
@models.Field.register_lookup
class Among(models.Lookup):
    """`Model.objects.filter(key__among=texts_or_numbers)`; a set spares Django a look at each of them."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """One parameter whatever the number of values."""
        column, parameters = self.process_lhs(compiler, connection)
        value = as_parameter(self.rhs, connection.vendor)
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s)", (*parameters, value)
        return f"{column} IN (SELECT value FROM json_each(%s))", (*parameters, value)


def as_parameter(values: Iterable[Any], vendor: str) -> Any:
    """The values as the one parameter of `among`, in the order of an index, so that neighbours are read together."""
    ordered = sorted(set(values))
    return ordered if vendor == "postgresql" else json.dumps(ordered)
