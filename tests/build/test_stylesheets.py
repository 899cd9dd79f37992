"""The style sheets of all pages become one file, in the order of the configuration."""

from pathlib import Path

import pytest
import yaml

from innersource_marketplace.build import publish
from innersource_marketplace.build.mkdocs import mkdocs_config
from innersource_marketplace.build.mkdocs.stylesheets import JOINED, join_stylesheets
from innersource_marketplace.model import SiteSettings
from innersource_marketplace.paths import instance_file

SETTINGS = SiteSettings(organization="A", title="A", purpose="p")


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def theme_with(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        path = folder / "assets" / f"{name}.css"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_style_sheets_are_joined_in_their_order(tmp_path: Path) -> None:
    theme = theme_with(tmp_path, a="a { color: red }\n", b="b { color: blue }\n\n", c="c {}\n")

    assert join_stylesheets(["assets/b.css", "assets/a.css"], theme) == [JOINED]

    joined = "/* assets/b.css */\nb { color: blue }\n\n/* assets/a.css */\na { color: red }\n"
    assert files(theme) == {"assets/c.css": "c {}\n", JOINED: joined}


@pytest.mark.parametrize(
    "text",
    [
        '@import "other.css";',
        "@charset 'utf-8';",
        "i { background: url(image.png) }",
        "i { background: URL( 'image.png' ) }",
    ],
)
def test_what_depends_on_its_place_stays_and_what_follows_stays_behind_it(tmp_path: Path, text: str) -> None:
    theme = theme_with(
        tmp_path, a="a {}\n", b="b { background: url(data:image/png;base64,AA) }\n", own=text, d="d {}\n"
    )
    names = ["assets/a.css", "assets/b.css", "assets/own.css", "assets/d.css"]

    assert join_stylesheets(names, theme) == [JOINED, "assets/own.css", "assets/d.css"]

    assert files(theme)["assets/own.css"] == text
    assert files(theme)["assets/d.css"] == "d {}\n"


@pytest.mark.parametrize("second", ["assets/absent.css", "../outside.css", "https://acme.example/b.css", None])
def test_one_style_sheet_alone_is_left_as_it_is(tmp_path: Path, second: object) -> None:
    (tmp_path / "outside.css").write_text("o {}\n", encoding="utf-8")
    theme = theme_with(tmp_path / "theme", a="a {}\n")
    before = files(tmp_path)

    assert join_stylesheets(["assets/a.css", second], theme) == ["assets/a.css", second]

    assert files(tmp_path) == before


def test_files_of_an_instance_are_read_and_not_written(tmp_path: Path) -> None:
    own = theme_with(tmp_path / "own", a="a { color: green }\n", b="b {}\n")
    (own / JOINED).parent.mkdir(parents=True)
    (own / JOINED).write_text("mine", encoding="utf-8")
    before = files(own)
    publish.layer([own], tmp_path / "theme")

    join_stylesheets(["assets/a.css", "assets/b.css"], tmp_path / "theme")

    assert files(own) == before
    assert "green" in files(tmp_path / "theme")[JOINED]


def test_all_shipped_style_sheets_of_all_pages_are_joined(tmp_path: Path) -> None:
    publish.layer([instance_file("overrides")], tmp_path / "overrides")
    mkdocs_config.write_configuration(SETTINGS, instance_file("mkdocs.yml"), tmp_path)

    assert yaml.safe_load((tmp_path / "mkdocs.yml").read_text(encoding="utf-8"))["extra_css"] == [JOINED]


def test_a_configuration_without_style_sheets_gets_none(tmp_path: Path) -> None:
    own = tmp_path / "own.yml"
    own.write_text("site_name: A\n", encoding="utf-8")
    mkdocs_config.write_configuration(SETTINGS, own, tmp_path)

    assert "extra_css" not in yaml.safe_load((tmp_path / "mkdocs.yml").read_text(encoding="utf-8"))
