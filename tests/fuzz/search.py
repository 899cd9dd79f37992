"""Search one target in a process of its own, until the time is over or something does not hold.

PYTHONPATH=tests:tests/readme python -m fuzz.search TARGET FOLDER SECONDS
"""

import json
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["innersource_marketplace", "yaml"]):
    from fuzz.seeds import seeds
    from fuzz.targets import TARGETS

_SLOW_SECONDS = 5
"""What takes longer is a find too; the isolated process that converts READMEs is ended after two."""

_MEMORY_MB = 2048


def main(name: str, folder: Path, seconds: int) -> None:
    """Never returns: the fuzzer ends the process, with 0 when all held."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(seeds(name)):
        (corpus / f"seed-{number}").write_bytes(data)
    words = folder / "words"
    # JSON escapes what a libFuzzer dictionary escapes, but for what is not ASCII.
    listed = (word for word in TARGETS[name].words if word.isascii())
    words.write_text("".join(json.dumps(word).replace("\\n", "\\x0a") + "\n" for word in listed), encoding="ascii")
    options = {
        "max_total_time": seconds,
        "max_len": TARGETS[name].largest,
        "timeout": _SLOW_SECONDS,
        "rss_limit_mb": _MEMORY_MB,
        "artifact_prefix": f"{folder}/",
        "dict": words,
        "verbosity": 0,
        "print_final_stats": 1,
    }
    atheris.Setup([name, *(f"-{key}={value}" for key, value in options.items()), str(corpus)], TARGETS[name].run)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
