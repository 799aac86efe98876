"""Any record as plain JSON data and back, by its fields: for records that RECORD.md gives no JSON of their own.

A field that holds its default is left out, so that a later edition may add fields without changing what is written for
older records. Dates are ISO text, tuples are lists. `from_plain(type(x), to_plain(x)) == x` for every record.
"""

import dataclasses
import types
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache, partial
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from marsad.model.errors import ModelError

T = TypeVar("T")
Reader = Callable[[Any], Any]


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
    fields = _readers(declared)
    try:
        # A field without a reader is taken as it is: most are.
        return kind(**{name: value if (read := fields[name]) is None else read(value) for name, value in data.items()})
    except KeyError as problem:
        unknown = sorted(set(data) - set(fields))
        if unknown:
            raise ModelError(f"{kind.__name__} has no field {unknown[0]!r}; known are {', '.join(fields)}.") from None
        raise ModelError(f"This is no {kind.__name__}: {problem} is missing.") from problem
    except (TypeError, ValueError, AttributeError) as problem:
        raise ModelError(f"This is no {kind.__name__}: {problem}.") from problem


def _is_default(field: "dataclasses.Field[Any]", value: object) -> bool:
    if field.default is not dataclasses.MISSING:
        return type(value) is type(field.default) and value == field.default
    if field.default_factory is not dataclasses.MISSING:
        return bool(value == field.default_factory())
    return False


@cache
def _readers(kind: Any) -> dict[str, Reader | None]:
    """For each declared field of a record, in order, what makes its value out of JSON; None where that is nothing."""
    hints = get_type_hints(kind)
    return {field.name: _reader(hints[field.name]) for field in dataclasses.fields(kind)}


def _reader(declared: Any) -> Reader | None:
    """What makes a declared value out of JSON; None where JSON's value is taken as it is."""
    origin = get_origin(declared)
    if origin in (Union, types.UnionType):
        choices = [choice for choice in get_args(declared) if choice is not type(None)]
        inner = _reader(choices[0]) if len(choices) == 1 else None
        return None if inner is None else _or_none(inner)
    if origin is tuple:
        return _tuple_reader(get_args(declared))
    if origin is frozenset:
        return frozenset
    if dataclasses.is_dataclass(declared) and isinstance(declared, type):
        return partial(from_plain, declared)
    if declared is datetime:
        return datetime.fromisoformat
    if declared is date:
        return date.fromisoformat
    return None


def _or_none(read: Reader) -> Reader:
    return lambda value: None if value is None else read(value)


def _tuple_reader(inner: tuple[Any, ...]) -> Reader:
    if len(inner) == 2 and inner[1] is Ellipsis:
        each = _reader(inner[0])
        return tuple if each is None else lambda value: tuple(each(part) for part in value)
    parts = [_reader(part) for part in inner]
    return lambda value: tuple(part if read is None else read(part) for read, part in zip(parts, value, strict=True))
