"""The programs that turn the staging folder into pages: what each needs to be asked, and what it leaves behind."""

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import msgspec
import yaml

from innersource_marketplace import paths
from innersource_marketplace.errors import UsageError

_ZENSICAL_LEFTOVERS: Final = ("search.json", "search.js", "objects.inv")
"""What Zensical writes whatever it is configured to; nothing of ours loads it."""


class Engine(msgspec.Struct, frozen=True, kw_only=True):
    """A site builder that reads `mkdocs.yml`, as a Python module.

    `command` gets the configuration and the folder for the site (absolute paths) and returns the
    arguments after `python -m`; it may write a configuration of its own beside the one it gets.
    `leftovers` are files of the site that nothing uses. `ignores_plugins` says that plugins and
    hooks in `mkdocs.yml` have no effect.
    """

    name: str
    title: str
    command: Callable[[Path, Path], Sequence[str]]
    environment: Mapping[str, str]
    leftovers: Sequence[str] = ()
    ignores_plugins: bool = False

    def require(self) -> None:
        """Raise `UsageError`, saying how to install it, if it is not installed."""
        if find_spec(self.name) is None:
            raise UsageError(
                f"--engine {self.name}: {self.title} is not installed. Install it beside this program: "
                f"pip install 'innersource-marketplace[{self.name}]'"
            )


def _like_mkdocs(name: str) -> Callable[[Path, Path], Sequence[str]]:
    def command(configuration: Path, site: Path) -> Sequence[str]:
        return (name, "build", "--quiet", "-f", str(configuration), "-d", str(site))

    return command


def _zensical(configuration: Path, site: Path) -> Sequence[str]:
    """Write what Zensical needs to be asked otherwise into a configuration beside the one that it gets.

    It adds lists of an inherited configuration to ours instead of replacing them, so nothing is
    inherited; the folder of the site is not an argument, and must be below that of the configuration.
    """
    own = configuration.with_name(f"{configuration.stem}-zensical.yml")
    ours = yaml.compose(
        yaml.safe_dump({"site_dir": site.relative_to(configuration.parent).as_posix(), "theme": {"variant": "classic"}})
    )
    whole = _merged(_flat(configuration), ours)
    own.write_text(yaml.serialize(whole, allow_unicode=True), encoding="utf-8", newline="\n")
    paths.clear(configuration.parent / ".cache")
    return ("zensical", "build", "-f", str(own))


def _flat(configuration: Path) -> yaml.Node | None:
    """A configuration with everything that it inherits, as YAML whose tags are left as they are."""
    node = yaml.compose(configuration.read_text(encoding="utf-8"), yaml.SafeLoader)
    if not isinstance(node, yaml.MappingNode):
        return node
    inherited = [value.value for key, value in node.value if key.value == "INHERIT"]
    node.value = [(key, value) for key, value in node.value if key.value != "INHERIT"]
    return _merged(_flat(configuration.parent / inherited[-1]), node) if inherited else node


def _merged(base: yaml.Node | None, over: yaml.Node | None) -> yaml.Node | None:
    """Merge mappings key by key, as MkDocs does; anything else is replaced."""
    if not isinstance(base, yaml.MappingNode) or not isinstance(over, yaml.MappingNode):
        return over if over is not None else base
    values = {key.value: (key, value) for key, value in base.value}
    for key, value in over.value:
        merged = _merged(values[key.value][1], value) if key.value in values else value
        values[key.value] = (key, merged)
    base.value = [*values.values()]
    return base


MKDOCS: Final = Engine(
    name="mkdocs", title="MkDocs", command=_like_mkdocs("mkdocs"), environment={"NO_MKDOCS_2_WARNING": "true"}
)
PROPERDOCS: Final = Engine(
    name="properdocs",
    title="ProperDocs",
    command=_like_mkdocs("properdocs"),
    environment={"NO_MKDOCS_2_WARNING": "true"},
)
ZENSICAL: Final = Engine(
    name="zensical",
    title="Zensical",
    command=_zensical,
    environment={},
    leftovers=_ZENSICAL_LEFTOVERS,
    ignores_plugins=True,
)
ENGINES: Final[Mapping[str, Engine]] = {engine.name: engine for engine in (MKDOCS, PROPERDOCS, ZENSICAL)}
"""All of them, by the name that `--engine` takes; the first one is the default."""
