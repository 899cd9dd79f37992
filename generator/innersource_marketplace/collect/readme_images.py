"""The images of the repository that a README refers to, as found by the converter that will show it."""

from collections.abc import Iterator
from contextlib import contextmanager

from innersource_marketplace.collect.sources.file_policy import PicturesNamed
from innersource_marketplace.model import ReadmeImages, SafeUrl
from innersource_marketplace.readme import Links
from innersource_marketplace.sandbox.converter import ReadmeConverter, ReadmeTask

_JOBS = 2


@contextmanager
def looking_for_pictures(policy: ReadmeImages) -> Iterator[PicturesNamed | None]:
    """Give sources what finds the pictures of READMEs, where the catalogue wants them copied.

    READMEs are read in processes of their own, which hold no token and have a deadline. What
    takes too long there names no picture.
    """
    if policy is not ReadmeImages.COPY:
        yield None
        return
    with ReadmeConverter(_JOBS) as converter:

        def named(path: str, readme: bytes, url: SafeUrl | None, branch: str | None) -> tuple[str, ...]:
            links = Links(repository=url, branch=branch)
            ((_, converted),) = converter.convert_many([ReadmeTask(key="", data=readme, path=path, links=links)])
            return converted.pictures

        yield named
