"""Every text of the playbook, with the place where it stands."""

from collections.abc import Iterator

from pydantic import BaseModel

from xinqiao.playbook.text import Text


def texts_in(value: object, place: str = "playbook") -> Iterator[tuple[str, Text]]:
    """All texts below a value, depth first."""
    if isinstance(value, Text):
        yield place, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from texts_in(getattr(value, name), f"{place}.{name}")
    elif isinstance(value, tuple):
        for position, member in enumerate(value):
            yield from texts_in(member, f"{place}[{getattr(member, 'id', position)}]")


def entry_types(model: type[BaseModel]) -> set[type[BaseModel]]:
    """The model and every model that its fields can hold."""
    found: set[type[BaseModel]] = {model}
    waiting = [field.annotation for field in model.model_fields.values()]
    while waiting:
        annotation = waiting.pop()
        waiting += getattr(annotation, "__args__", ())
        if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in found:
            found.add(annotation)
            waiting += [field.annotation for field in annotation.model_fields.values()]
    return found
