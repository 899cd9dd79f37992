"""Keep a small snapshot in today's format: `PYTHONPATH=tests python tests/compatibility/record.py`, when it changes."""

import gzip
import sqlite3
import tempfile
from pathlib import Path

from marketplaces import make_marketplace

FORMATS = Path(__file__).parent / "formats"


def main() -> None:
    """Write `formats/NUMBER.db.gz`."""
    with tempfile.TemporaryDirectory() as folder:
        made = make_marketplace(Path(folder), "payments/ledger", "web/shop", manual=True)
        made.night()
        with sqlite3.connect(made.snapshot) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (number,) = connection.execute("PRAGMA user_version").fetchone()
        FORMATS.mkdir(exist_ok=True)
        target = FORMATS / f"{number}.db.gz"
        target.write_bytes(gzip.compress(made.snapshot.read_bytes(), mtime=0))
        print(target)  # noqa: T201


if __name__ == "__main__":
    main()
