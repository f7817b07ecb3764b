"""Reads the packaged YAML once and refuses anything that is not whole."""

from collections.abc import Callable, Hashable
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import ValidationError

from xinqiao.playbook.book import Playbook

_Reader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is not on every machine
_DATA = "xinqiao.playbook.data"


class PlaybookError(ValueError):
    """The playbook cannot be used; the message names the file and the entry."""

    def __init__(self, file: str, entry: str, reason: str) -> None:
        super().__init__(f"{file}, {entry}: {reason}" if entry else f"{file}: {reason}")
        self.file = file
        self.entry = entry


class _StrictReader(_Reader):  # type: ignore[misc]
    """YAML lets a repeated key win silently; a text lost that way would never be missed."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"“{key}” appears twice", node.start_mark)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return mapping


@cache
def playbook() -> Playbook:
    """The packaged playbook, read once in a process."""
    folder = files(_DATA)
    return load_playbook(lambda name: folder.joinpath(name).read_text(encoding="utf-8"))


def load_playbook(read: Callable[[str], str]) -> Playbook:
    """A whole, checked playbook from the files that `read` returns by name; raises PlaybookError."""
    raw = {name: _parse(f"{name}.yaml", read) for name in Playbook.model_fields}
    for name, entries in raw.items():
        _reject_repeated_ids(f"{name}.yaml", entries)
    try:
        return Playbook.model_validate(raw)
    except ValidationError as error:
        raise _named(error, raw) from error


def _parse(file: str, read: Callable[[str], str]) -> Any:
    try:
        return yaml.load(read(file), Loader=_StrictReader)
    except (OSError, yaml.YAMLError) as error:
        raise PlaybookError(file, "", str(error)) from error


def _reject_repeated_ids(file: str, entries: Any) -> None:
    seen: set[str] = set()
    for entry in entries if isinstance(entries, list) else ():
        entry_id = str(entry.get("id")) if isinstance(entry, dict) else ""
        if entry_id in seen:
            raise PlaybookError(file, entry_id, "id used twice")
        seen.add(entry_id)


def _named(error: ValidationError, raw: dict[str, Any]) -> PlaybookError:
    first = error.errors()[0]
    location = list(first["loc"])
    if not location:
        return PlaybookError("playbook", "", first["msg"])
    kind = str(location.pop(0))
    entry: list[str] = []
    if location and isinstance(location[0], int):
        position = location.pop(0)
        entry.append(_id_of(raw[kind], int(position)))
    entry += [str(step) for step in location]
    return PlaybookError(f"{kind}.yaml", " / ".join(entry), first["msg"])


def _id_of(entries: Any, position: int) -> str:
    entry = entries[position]
    if isinstance(entry, dict) and "id" in entry:
        return str(entry["id"])
    return f"entry {position + 1}"
