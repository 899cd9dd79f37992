"""A site as `build` makes it, which tests plant violations in."""

import shutil
from pathlib import Path

import pytest

from marketplaces import make_marketplace
from shared_folders import made_once

README = """\
# Ledger

Words, a [link](https://docs.acme.example/a?b=c#d), a [page](docs/use.md), `code`, a table:

| a | b |
|---|--:|
| 1 | 2 |

- [x] done
- <kbd>K</kbd> <details><summary>More</summary>text</details>

```js
if (a < b && c > d) { document.write("<img src=x onerror=alert(1)>"); }
```

Write `<!-- a comment -->` or javascript:alert(1) as text. JavaScript: the good parts.
"""
METADATA = b'{"title": "javascript:alert(1) url(//evil.example/x)", "skills": ["=1+1", "<svg onload=alert(1)>"]}'


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of two projects with nothing wrong, for reading only."""
    return made_once(tmp_path_factory, "audited", _make_site) / "site"


def _make_site(folder: Path) -> None:
    market = make_marketplace(folder, manual=True)
    market.repository("payments/ledger", {"README.md": README.encode(), "innersource.json": METADATA})
    market.repository("payments/vault", {"README.rst": b"Vault\n=====\n\n.. note:: Words.\n"})
    market.night()


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Path:
    """A copy of its own."""
    return Path(shutil.copytree(built, tmp_path / "site"))
