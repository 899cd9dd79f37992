"""A hook for MkDocs, which runs it: files to copy are looked for in the theme's visible folders alone.

MkDocs copies nothing from hidden folders but lists them first, and Material keeps its 14,000 icons in one: a tenth of
MkDocs' processor time. Templates find the icons as before. Compiled templates are kept.
Source: https://www.mkdocs.org/user-guide/configuration/#hooks
"""

import os
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from innersource_marketplace.build.caches import TEMPLATES
from innersource_marketplace.build.caches.compiled_templates import OF_THEME, CompiledTemplates


class _Visible(FileSystemLoader):
    def list_templates(self) -> list[str]:
        """The names of all files that are in no hidden folder, sorted."""
        found: set[str] = set()
        for root in self.searchpath:
            for place, folders, files in os.walk(root):
                folders[:] = [name for name in folders if not name.startswith(".")]
                found.update(Path(place, name).relative_to(root).as_posix() for name in files)
        return sorted(found)


def on_config(config: Any) -> None:  # noqa: ANN401 -- MkDocs' own, which is not imported here
    """Let the theme make its environment as always, with a loader that lists less."""
    theme = config.theme
    make = theme.get_env
    compiled = Path(config.config_file_path).with_name(TEMPLATES) / OF_THEME

    def environment() -> Environment:
        made: Environment = make()
        made.loader = _Visible(theme.dirs)
        made.bytecode_cache = CompiledTemplates(compiled)
        return made

    theme.get_env = environment
