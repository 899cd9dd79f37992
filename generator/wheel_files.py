"""Puts the theme layer, the site's own pages, mkdocs.yml and the lock file into the wheel, beside the package.

A hatchling build hook, because plain `force-include` cannot leave out the engineers' pages and would
also copy all of it into editable installs, where `shipped` reads the checkout itself.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_INSTANCE = "innersource_marketplace/instance"
_SHIPPED = ("mkdocs.yml", "overrides", "docs", "requirements/runtime.txt")
_FOR_ENGINEERS = ("docs/decisions/", "docs/engineering")


class WheelFiles(BuildHookInterface[Any]):
    """Adds the shipped files of an instance to wheels."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fill in `force_include`: path in the checkout → path in the wheel. `version` tells editable installs."""
        if version == "editable":
            return
        root = Path(self.root)
        for name in _SHIPPED:
            for path in sorted([root / name, *(root / name).rglob("*")]):
                relative = path.relative_to(root).as_posix()
                if path.is_file() and not relative.startswith(_FOR_ENGINEERS):
                    build_data["force_include"][str(path)] = f"{_INSTANCE}/{relative}"
