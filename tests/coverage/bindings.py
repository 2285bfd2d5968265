"""Which expressions a name of a test may stand for: assignments, loops over tables, parameters of a test."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TypeVar

T = TypeVar("T")
Bindings = dict[str, list[ast.expr]]


def bindings(scope: ast.AST, outer: Bindings | None = None) -> Bindings:
    """Every name that is bound below `scope`, with what it may be; `outer` knows the names of the module."""
    found: Bindings = dict(outer or {})
    for node in ast.walk(scope):
        for target, value in _bound(node):
            for name, expressions in _columns(target, value, found).items():
                found.setdefault(name, []).extend(expressions)
    return found


def texts(known: Bindings, name: str) -> set[str]:
    """The texts that a name may be."""
    return {each for expression in known.get(name, ()) for each in written(expression, str)}


def numbers(known: Bindings, name: str) -> set[int]:
    """The whole numbers that a name may be, written or by the name of a constant."""
    found: set[int] = set()
    for expression in known.get(name, ()):
        found |= written(expression, int)
        inner = {each.id for each in ast.walk(expression) if isinstance(each, ast.Name)} - {name}
        found |= {each for word in inner for value in known.get(word, ()) for each in written(value, int)}
    return found


def written(node: ast.AST, kind: type[T]) -> set[T]:
    """The constants of one kind that are written anywhere below."""
    return {each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and type(each.value) is kind}


def _bound(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    match node:
        case ast.Assign(targets=[target], value=value):
            yield target, value
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield target, value
        case ast.For(target=target, iter=rows):
            yield target, ast.Starred(rows)
        case ast.FunctionDef(decorator_list=decorators) | ast.AsyncFunctionDef(decorator_list=decorators):
            for each in decorators:
                if isinstance(each, ast.Call) and len(each.args) >= 2:
                    names = [part for text in written(each.args[0], str) for part in text.split(",")]
                    ordered = sorted(names, key=lambda name: ast.unparse(each.args[0]).index(name))
                    targets: list[ast.expr] = [ast.Name(name.strip()) for name in ordered]
                    yield ast.Tuple(targets) if len(targets) > 1 else targets[0], ast.Starred(each.args[1])


def _columns(target: ast.expr, value: ast.expr, known: Bindings) -> Bindings:
    """Names of a target, each with its part of the value; a starred value is a table, read row by row."""
    rows = [value]
    if isinstance(value, ast.Starred):
        table = value.value
        tables = known.get(table.id, []) if isinstance(table, ast.Name) else [table]
        rows = [row for each in tables if isinstance(each, ast.List | ast.Tuple) for row in each.elts]
        rows = [row.args[0] if isinstance(row, ast.Call) and row.args else row for row in rows]
    found: Bindings = {}
    for row in rows:
        if isinstance(target, ast.Tuple) and isinstance(row, ast.Tuple | ast.List):
            pairs = list(zip(target.elts, row.elts, strict=False))
        else:
            pairs = [(target, row)]
        for name, part in pairs:
            if isinstance(name, ast.Name):
                found.setdefault(name.id, []).append(part)
    return found
