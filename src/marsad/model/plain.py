"""Any record as plain JSON data and back, by its fields: for records that RECORD.md gives no JSON of their own.

A field that holds its default is left out, so that a later edition may add fields without changing what is written for
older records. Dates are ISO text, tuples are lists. `from_plain(type(x), to_plain(x)) == x` for every record.
"""

import dataclasses
import types
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from marsad.model.errors import ModelError

T = TypeVar("T")


def to_plain(value: object) -> Any:
    """A record, or anything inside one, as JSON data."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: to_plain(held)
            for field in dataclasses.fields(value)
            if not _is_default(field, held := getattr(value, field.name))
        }
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [to_plain(each) for each in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise ModelError(f"A record holds a {type(value).__name__}, which JSON cannot; wanted text, numbers or records.")


def from_plain(kind: type[T], data: Mapping[str, Any]) -> T:
    """The record of :func:`to_plain`.

    Raises:
        ModelError: a field is missing, unknown, or holds what no such record may hold.
    """
    declared: Any = kind
    fields = _fields(declared)
    unknown = sorted(set(data) - set(fields))
    if unknown:
        raise ModelError(f"{kind.__name__} has no field {unknown[0]!r}; known are {', '.join(fields)}.")
    try:
        return kind(**{name: _read(fields[name], value) for name, value in data.items()})
    except (TypeError, ValueError, AttributeError) as problem:
        raise ModelError(f"This is no {kind.__name__}: {problem}.") from problem


def _is_default(field: "dataclasses.Field[Any]", value: object) -> bool:
    if field.default is not dataclasses.MISSING:
        return type(value) is type(field.default) and value == field.default
    if field.default_factory is not dataclasses.MISSING:
        return bool(value == field.default_factory())
    return False


@cache
def _fields(kind: Any) -> dict[str, Any]:
    """The declared types of a record's fields, in order."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _read(declared: Any, value: Any) -> Any:
    """A value of JSON as what the field declares."""
    origin = get_origin(declared)
    if value is None or declared is Any or declared is object or origin is Literal:
        return value
    if origin in (Union, types.UnionType):
        choices = [choice for choice in get_args(declared) if choice is not type(None)]
        return _read(choices[0], value) if len(choices) == 1 else value
    if origin is tuple:
        inner = get_args(declared)
        if len(inner) == 2 and inner[1] is Ellipsis:
            return tuple(_read(inner[0], each) for each in value)
        return tuple(_read(each, part) for each, part in zip(inner, value, strict=True))
    if origin is frozenset:
        return frozenset(_read(get_args(declared)[0], each) for each in value)
    if dataclasses.is_dataclass(declared) and isinstance(declared, type):
        return from_plain(declared, value)
    if declared is datetime:
        return datetime.fromisoformat(value)
    if declared is date:
        return date.fromisoformat(value)
    return value
