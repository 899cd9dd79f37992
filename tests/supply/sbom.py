"""A bill of materials (CycloneDX 1.6, JSON) of what the lock file installs; `make sbom` writes dist/sbom.cdx.json."""

import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from innersource_marketplace import __version__

from .licenses import license_of
from .lock import LOCK, Locked, locked

_NAME = "innersource-marketplace"
_BUILD = "requirements/build.in"
_DEFAULT = Path(__file__).parents[2] / "dist" / "sbom.cdx.json"


def bill(text: str, now: datetime) -> str:
    """The bill of materials of a lock file, the same for the same lock file and time."""
    bom = Bom(serial_number=uuid5(NAMESPACE_URL, f"{_NAME} {__version__}\n{text}"))
    bom.metadata.timestamp = now
    program = Component(
        name=_NAME,
        version=__version__,
        type=ComponentType.APPLICATION,
        bom_ref=f"pkg:pypi/{_NAME}@{__version__}",
        purl=PackageURL("pypi", None, _NAME, __version__),
        licenses=[LicenseFactory().make_from_string("MIT")],
    )
    bom.metadata.component = program
    packages = tuple(locked(text))
    components = [(package, _component(package)) for package in packages]
    for package, component in components:
        bom.components.add(component)
        bom.register_dependency(component)
        if any(origin in (_NAME, _BUILD) for origin in package.wanted_by):
            bom.register_dependency(program, [component])
    for package, component in components:
        for other, above in components:
            if other.name in package.wanted_by:
                bom.register_dependency(above, [component])
    return str(JsonV1Dot6(bom).output_as_string(indent=2)) + "\n"


def _component(package: Locked) -> Component:
    licence = license_of(package.name)
    return Component(
        name=package.name,
        version=package.version,
        type=ComponentType.LIBRARY,
        bom_ref=f"pkg:pypi/{package.name}@{package.version}",
        purl=PackageURL("pypi", None, package.name, package.version),
        licenses=[LicenseFactory().make_from_string(licence)] if licence else [],
        properties=[Property(name="python:environment-marker", value=package.marker)] if package.marker else [],
    )


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Write the bill of materials to the file named, else to dist/. SOURCE_DATE_EPOCH fixes its time."""
    path = Path(arguments[0]) if arguments else _DEFAULT
    epoch = environment.get("SOURCE_DATE_EPOCH")
    now = datetime.now(UTC) if epoch is None else datetime.fromtimestamp(int(epoch), UTC)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(bill(LOCK.read_text(encoding="utf-8"), now.replace(microsecond=0)), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:], os.environ)
