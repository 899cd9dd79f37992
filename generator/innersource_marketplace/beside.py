"""Files beside the one that names them, read without leaving their folder."""

from pathlib import Path, PurePosixPath


def read_inside(folder: Path, path: str, most: int) -> bytes | None:
    """Read at most `most` bytes of a file in `folder`; None where it is missing, no file, or leads elsewhere."""
    target = folder.joinpath(*PurePosixPath(path).parts)
    try:
        if not target.resolve().is_relative_to(folder.resolve()) or not target.is_file():
            return None
        with target.open("rb") as file:
            return file.read(most)
    except (OSError, ValueError):
        return None
