"""The images of the repository that a README refers to, as found by the converter that will show it."""

from innersource_marketplace.collect.sources.file_policy import PicturesNamed
from innersource_marketplace.model import ReadmeImages, SafeUrl
from innersource_marketplace.readme import Links
from innersource_marketplace.sandbox.converter import ReadmeConverter, ReadmeTask


def looking_for_pictures(policy: ReadmeImages, converter: ReadmeConverter) -> PicturesNamed | None:
    """What finds the pictures of READMEs for sources, where the catalogue wants them copied.

    What takes too long in the converter names no picture.
    """
    if policy is not ReadmeImages.COPY:
        return None

    def named(path: str, readme: bytes, url: SafeUrl | None, branch: str | None) -> tuple[str, ...]:
        links = Links(repository=url, branch=branch)
        ((_, converted),) = converter.convert_many([ReadmeTask(key="", data=readme, path=path, links=links)])
        return converted.pictures

    return named
