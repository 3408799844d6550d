"""The values of a mapping in YAML, as PyYAML constructs them, without what could do harm."""

from typing import Any

import yaml

from notes.importing.problems import ImportProblem

DEEPEST = 20
# What PyYAML lets through from int(), date() and its own tables.
_MEANINGLESS = (ValueError, OverflowError, AttributeError, KeyError, IndexError, TypeError)
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def yaml_values(source: str) -> dict[str, Any]:
    """The values of a mapping that begins on line 2 of the file.

    Raises ImportProblem, with the line, for YAML that is broken, is no mapping, says a key twice, or uses an
    `*alias`.
    """
    try:
        _refuse_what_is_too_deep(source)
        return _constructed(source)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise ImportProblem(
            f"the front matter is no valid YAML: {error.problem or error.context}", line
        ) from error
    except yaml.YAMLError as error:
        raise ImportProblem(f"the front matter is no valid YAML: {error}".splitlines()[0], 1) from error


def _refuse_what_is_too_deep(source: str) -> None:
    """Reading events takes no recursion, so neither deep nesting nor aliases of aliases can do harm."""
    depth = 0
    for event in yaml.parse(source, Loader=_Loader):
        line = event.start_mark.line + 2 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise ImportProblem("the front matter may not refer to a YAML anchor; write the value out", line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise ImportProblem(f"the front matter is nested more than {DEEPEST} deep", line)


def _constructed(source: str) -> dict[str, Any]:
    loader = _Loader(source)
    try:
        root = loader.get_single_node()
        if root is None:
            return {}
        if not isinstance(root, yaml.MappingNode):
            raise ImportProblem("the front matter is no list of `key: value` lines", root.start_mark.line + 2)
        _refuse_repeated_keys(root)
        return {str(_value(loader, key)): _value(loader, node) for key, node in root.value}
    finally:
        loader.dispose()


def _value(loader: Any, node: yaml.Node) -> Any:
    """What a node means; 2023-02-30, a number of 5,000 figures and `!!bool x` mean nothing."""
    try:
        return loader.construct_object(node, deep=True)
    except _MEANINGLESS as error:
        line = node.start_mark.line + 2
        raise ImportProblem(
            f"the front matter has a value that cannot be read: {str(node.value)[:40]}", line
        ) from error


def _refuse_repeated_keys(root: yaml.MappingNode) -> None:
    seen = set()
    for key, _ in root.value:
        name = str(key.value)
        if name in seen:
            raise ImportProblem(f"the front matter says {name} twice", key.start_mark.line + 2)
        seen.add(name)
