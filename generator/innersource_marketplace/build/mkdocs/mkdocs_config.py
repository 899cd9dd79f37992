"""The site builder's configuration, and the files of the brand, from what the catalogue says of the site."""

from collections.abc import Callable, Iterator, Set
from pathlib import Path, PurePosixPath
from typing import Final

import yaml

from innersource_marketplace import escape
from innersource_marketplace.build.mkdocs.stylesheets import join_stylesheets
from innersource_marketplace.errors import ConfigurationError
from innersource_marketplace.limits import BRAND_FILE_BYTES
from innersource_marketplace.model import SiteSettings
from innersource_marketplace.render.data import branding
from innersource_marketplace.render.messages import Messages


class _Tolerant(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # LibYAML's, ten times as fast
    """Reads the builder's own tags, such as !ENV, as nothing: what has them is left to the builder."""


_Tolerant.add_multi_constructor("", lambda _loader, _tag, _node: None)


_DUMPER: Final = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def write_configuration(settings: SiteSettings, inherited: Path, work: Path) -> None:
    """Write `mkdocs.yml` of the staging folder `work`, and join the style sheets in its theme folder.

    `inherited` is the mkdocs.yml of the instance, or the shipped one.
    """
    made = configuration(settings, inherited)
    own = yaml.load(inherited.read_bytes(), _Tolerant)  # noqa: S506 - a safe loader that skips tags
    names = own.get("extra_css") if isinstance(own, dict) else None
    if isinstance(names, list):
        made["extra_css"] = join_stylesheets(names, work / "overrides")
    text = yaml.dump(made, Dumper=_DUMPER, allow_unicode=True, sort_keys=False)
    (work / "mkdocs.yml").write_text(text, encoding="utf-8", newline="\n")


def configuration(settings: SiteSettings, inherited: Path) -> dict[str, object]:
    """Make the configuration that inherits from mkdocs.yml; `inherited` is that file."""
    say = Messages(settings.language)
    theme: dict[str, object] = {"custom_dir": "overrides", "language": settings.language}
    made: dict[str, object] = {
        "INHERIT": str(inherited),
        # The theme writes it into pages as it is, also into attributes.
        "site_name": escape.html(settings.title),
        "docs_dir": "docs",
        "theme": theme,
        "extra": {"market": dict(branding.frame(settings, say))},
    }
    if settings.site_url:
        made["site_url"] = str(settings.site_url)
    if settings.brand.logo:
        theme["logo"] = branding.brand_file(settings.brand.logo, "logo")
        theme["favicon"] = theme["logo"]
    if settings.language != "en":
        own = yaml.load(inherited.read_bytes(), _Tolerant)  # noqa: S506 - a safe loader that skips tags
        if isinstance(own, dict):
            translate = _translator(say)
            if isinstance(own.get("nav"), list):
                made["nav"] = translate(own["nav"])
            palette = own["theme"].get("palette") if isinstance(own.get("theme"), dict) else None
            if isinstance(palette, list):
                theme["palette"] = translate(palette)
    return made


def only_places_words(inherited: Path, folders: Set[str]) -> bool:
    """Say whether a configuration leaves generated pages as they are but for the theme.

    It must have neither plugins nor hooks, for what a plugin does to one page says nothing about
    what it does to another; and it must leave out nothing below `folders`, the top folders of the
    generated pages.
    """
    own = yaml.load(inherited.read_bytes(), _Tolerant)  # noqa: S506 - a safe loader that skips tags
    if not isinstance(own, dict):
        return False
    if own.get("plugins") or own.get("hooks") or ("plugins" not in own and "INHERIT" not in own):
        return False  # without a word about plugins, MkDocs adds its search
    for key in ("exclude_docs", "draft_docs"):
        for line in str(own.get(key) or "").splitlines():
            top = line.strip().removeprefix("/").partition("/")[0]
            if top and not top.startswith("#") and (not line.strip().startswith("/") or top in folders):
                return False
    base = own.get("INHERIT")
    return base is None or only_places_words(inherited.parent / str(base), folders)


def _translator(say: Messages) -> Callable[[object], object]:
    """Replace the shipped configuration's English words, wherever they stand, by another language's."""
    english, own = Messages("en").spoken("frame.nav."), say.spoken("frame.nav.")
    words = {english[key]: own[key] for key in english}

    def translate(value: object) -> object:
        if isinstance(value, dict):
            return {words.get(key, key): translate(item) for key, item in value.items()}
        if isinstance(value, list):
            return [translate(item) for item in value]
        return words.get(value, value) if isinstance(value, str) else value

    return translate


def brand_files(settings: SiteSettings, base: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the brand's stylesheet, logo and font as files of the site.

    Raises `ConfigurationError` for a file that is not there, is too large or lies outside of the
    catalogue's folder.
    """
    brand = settings.brand
    variable = False
    if brand.logo is not None:
        yield branding.brand_file(brand.logo, "logo"), _read(base, brand.logo, "logo")
    if brand.font is not None:
        font = _read(base, brand.font, "font")
        variable = branding.is_variable(font)
        yield branding.brand_file(brand.font, "font"), font
    css = branding.stylesheet(brand, variable=variable)
    if css is not None:
        yield branding.STYLESHEET, css.encode()


def _read(base: Path, path: str, key: str) -> bytes:
    file = (base / PurePosixPath(path)).resolve()
    where = f"catalog.yml: site.brand.{key}: {path!r}"
    if not file.is_relative_to(base.resolve()):
        raise ConfigurationError(f"{where} is outside the folder of catalog.yml.")
    if not file.is_file():
        raise ConfigurationError(f"{where} does not exist. Paths are relative to the folder of catalog.yml.")
    if file.stat().st_size > BRAND_FILE_BYTES:
        raise ConfigurationError(f"{where} is larger than {BRAND_FILE_BYTES // 1024} KiB; every visitor loads it.")
    return file.read_bytes()
