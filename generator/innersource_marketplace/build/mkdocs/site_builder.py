"""An engine, run apart from everything it need not know."""

import errno
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from innersource_marketplace import paths
from innersource_marketplace.build.mkdocs.engines import MKDOCS, Engine
from innersource_marketplace.errors import ConfigurationError, MarketplaceError

_LATEST = 2**32 - 1
"""The last second that a gzip header can hold, in February 2106; builders write one. Source: RFC 1952."""

_USED_UP = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENOMEM)
_REFUSED = re.compile(rf"\[Errno (?:{'|'.join(map(str, _USED_UP))})\] ([\w -]+)")
"""How Python tells that the system has no more room, which no configuration changes."""

_SECRET_NAME = re.compile(r"TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|PRIVATE|_KEY$|_PAT$", re.IGNORECASE)


def run_engine(
    configuration: Path, site: Path, *, environment: Mapping[str, str], epoch: int, engine: Engine = MKDOCS
) -> None:
    """Build a staging folder with an engine, in a process of its own that knows no secrets.

    `site` is a folder beside `configuration`, or below it. `epoch` (seconds) becomes
    SOURCE_DATE_EPOCH, so that the same input gives the same bytes. Raises `ConfigurationError` with
    the engine's own words when it fails, `MarketplaceError` when the system does not let it work.
    """
    kept = {name: value for name, value in environment.items() if not _SECRET_NAME.search(name)}
    # Our own pages have the right time; what a builder adds has the nearest that it can write.
    epoch = min(max(epoch, 0), _LATEST)
    kept |= {"SOURCE_DATE_EPOCH": str(epoch), "PYTHONHASHSEED": "0", **engine.environment}
    arguments = engine.command(configuration.resolve(), site.resolve())
    done = subprocess.run(  # noqa: S603 -- our own interpreter, arguments as a list
        [sys.executable, "-m", *arguments],
        env=kept,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0 or not (site / "index.html").is_file():
        words = (done.stderr or done.stdout).strip()[-2_000:]
        if (refused := _REFUSED.search(words)) is not None:
            raise MarketplaceError(
                f"{engine.title} could not build the site: {refused[1]}."
                " Check the disk and its free space. The published site was not changed."
            )
        if "Traceback (most recent call last)" in words:
            words = words.splitlines()[-1]  # the lines before are about the engine's own code
        raise ConfigurationError(f"{engine.title} could not build the site: {words}")
    for name in engine.leftovers:
        paths.remove(site / name)
