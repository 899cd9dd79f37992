"""This repository's own workflows: those of every new catalogue repository, with another installation.

`python tests/workflows/ours.py` writes them anew.
"""

from pathlib import Path

from innersource_marketplace.authoring.init import WORKFLOWS

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "generator" / "innersource_marketplace" / "authoring" / "instance_template"
CI_TEMPLATES = TEMPLATES / "ci"
OURS = ROOT / ".github" / "workflows"

_INSTALL = "        run: sh install.sh\n"
_INSTALL_CHECKOUT = """\
        run: |
          python -m pip install --require-hashes --requirement requirements/runtime.txt
          python -m pip install --no-deps --no-build-isolation .
"""
_BEFORE_COLLECT = "      - name: Collect\n"
_MAKE_SAMPLE = """\
      - name: Make the sample organization, which catalog.yml names
        run: marketplace demo sample && mkdir -p .marketplace && mv sample/.marketplace/sample .marketplace/sample
"""


def ours(name: str) -> str:
    """A workflow as this repository has it."""
    text = (TEMPLATES / "workflows" / name).read_text(encoding="utf-8")
    return text.replace(_INSTALL, _INSTALL_CHECKOUT).replace(_BEFORE_COLLECT, _MAKE_SAMPLE + _BEFORE_COLLECT)


def main() -> None:
    """Write them."""
    OURS.mkdir(parents=True, exist_ok=True)
    for name in WORKFLOWS:
        (OURS / name).write_text(ours(name), encoding="utf-8")
    (OURS.parent / "dependabot.yml").write_bytes((TEMPLATES / "dependabot.yml").read_bytes())


if __name__ == "__main__":
    main()
