"""What MkDocs' hook does to the theme: fewer files are listed, none is out of reach."""

from pathlib import Path
from types import SimpleNamespace

from jinja2 import Environment, FileSystemLoader

from innersource_marketplace.build.mkdocs import theme_files


def test_files_in_hidden_folders_are_not_listed_and_can_be_included(tmp_path: Path) -> None:
    for name in ("assets/site.css", "partials/.icons/home.svg", ".icons/material/home.svg", "main.html"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("words", encoding="utf-8")
    folders = [str(tmp_path)]
    theme = SimpleNamespace(dirs=folders, get_env=lambda: Environment(loader=FileSystemLoader(folders)))
    theme_files.on_config(SimpleNamespace(theme=theme, config_file_path=str(tmp_path / "engine.yml")))
    made = theme.get_env()
    assert made.list_templates() == ["assets/site.css", "main.html"]
    assert made.get_template(".icons/material/home.svg").render() == "words"
