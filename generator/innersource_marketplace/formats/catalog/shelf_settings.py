"""site.shelves: the rows of projects above the catalogue."""

from collections.abc import Mapping

from innersource_marketplace.formats.catalog import catalog_values as values
from innersource_marketplace.formats.catalog.catalog_keys import SHELF_KEYS
from innersource_marketplace.formats.catalog.remote_addresses import repository_identity
from innersource_marketplace.formats.parsing import Report, pointer_to
from innersource_marketplace.limits import TITLE_CHARACTERS
from innersource_marketplace.model import Shelf, ShelfRule

RULES = tuple(rule.value for rule in ShelfRule)


def read_shelves(report: Report, pointer: str, value: object) -> tuple[Shelf, ...] | None:
    """Read the shelves, each the name of a rule or an object; None leaves the choice to the site."""
    if value is None:
        return None
    shelves = [_shelf(report, at, item) for at, item in values.sequence(report, pointer, value)]
    return tuple(shelf for shelf in shelves if shelf is not None)


def _shelf(report: Report, pointer: str, value: object) -> Shelf | None:
    if isinstance(value, str):
        rule = values.word(report, pointer, value, RULES)
        return Shelf(rule=ShelfRule(rule)) if rule in RULES else None
    if not isinstance(value, dict):
        report.wrong_type(pointer, value, f"one of {', '.join(RULES)}, or an object")
        return None
    item = values.mapping(report, pointer, value)
    values.check_keys(report, pointer, item, SHELF_KEYS)
    return _described(report, pointer, item)


def _described(report: Report, pointer: str, item: Mapping[str, object]) -> Shelf | None:
    title = values.text(report, pointer_to(pointer, "title"), item.get("title"), TITLE_CHARACTERS, exact=False)
    rule = values.word(report, pointer_to(pointer, "rule"), item.get("rule"), RULES)
    names = values.texts(report, pointer_to(pointer, "projects"), item.get("projects"))
    if rule in RULES and names is None:
        return Shelf(rule=ShelfRule(rule), title=title)
    if rule is not None or not names:
        message = "a shelf needs either a rule or a list of projects"
        report.error(pointer, "shelf-unclear", message, "Use either “rule” or “projects”.")
        return None
    if title is None:
        report.error(pointer, "missing-key", "a shelf with a list of projects needs a title", 'Add "title".')
        return None
    return Shelf(title=title, projects=tuple(repository_identity(name) for name in names))
