"""Carries a Containerfile out without a container engine, in folders with the files of a Debian system.

What an engine does is done by the system's own tools: `unshare` and `chroot`, so it needs root. The instructions
are those that our Containerfile has, with the meaning that their reference gives them; any other is an error.
Source: https://docs.docker.com/reference/dockerfile/
"""

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

_CONTINUED = re.compile(r"\\\n")
_COMMENT = re.compile(r"^#.*\n", re.MULTILINE)
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

_DEVICES = """
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
mkdir "$root/dev/shm"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
for device in null zero full random urandom; do
  : > "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mount -t proc proc "$root/proc"
"""
_BUILD = f"""
set -e
root=$1 given=$2 folder=$3; shift 3
{_DEVICES}
mount --bind "$given" "$root/mnt"
exec chroot "$root" /usr/bin/env -i --chdir="$folder" "$@"
"""
_RUN = f"""
set -e
root=$1 work=$2 user=$3 folder=$4; shift 4
mount --bind "$root" "$root"
{_DEVICES}
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount --bind "$work" "$root$folder"
mount -o remount,ro,bind "$root"
exec chroot "$root" setpriv --reuid="${{user%:*}}" --regid="${{user#*:}}" --clear-groups \\
  --bounding-set=-all --inh-caps=-all --no-new-privs /usr/bin/env -i --chdir="$folder" "$@"
"""


def instructions(text: str) -> Iterator[tuple[str, str]]:
    """The instructions of a Containerfile as (word, rest)."""
    for line in _CONTINUED.sub(" ", _COMMENT.sub("", text)).splitlines():
        word, _, rest = line.strip().partition(" ")
        if word:
            yield word.upper(), rest.strip()


class Image(msgspec.Struct, kw_only=True):
    """A stage of a Containerfile, and in the end the image."""

    root: Path
    environment: dict[str, str] = msgspec.field(default_factory=lambda: {"PATH": _PATH})
    arguments: dict[str, str] = msgspec.field(default_factory=dict)
    labels: dict[str, str] = msgspec.field(default_factory=dict)
    folder: str = "/"
    user: str = "0:0"
    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()

    def run(self, work: Path, *command: str, network: bool = False) -> "subprocess.CompletedProcess[str]":
        """Run a command as `podman run --read-only --tmpfs /tmp --cap-drop all --volume WORK:/work` would."""
        return self.start(work, *self.entrypoint, *(command or self.command), network=network)

    def start(self, work: Path, *command: str, network: bool = False) -> "subprocess.CompletedProcess[str]":
        """The same with another entrypoint."""
        given = [f"{name}={value}" for name, value in self.environment.items()]
        alone = ["unshare", "--mount", "--pid", "--fork", "--ipc", *([] if network else ["--net"])]
        return subprocess.run(
            [*alone, "sh", "-c", _RUN, "run", self.root, work, self.user, self.folder, *given, *command],
            capture_output=True,
            text=True,
            check=False,
        )


def build(text: str, context: Path, base: Path, folder: Path, given: Path, arguments: Mapping[str, str]) -> Image:
    """Build the image of a Containerfile.

    `base` is the folder whose files the base image has; what `given` has is there in /mnt while it is built, with
    the variables in its file `environment`. Stages come to lie in `folder`. Raises `ValueError` for an argument
    that is missing and an instruction that is not known, `CalledProcessError` when one fails.
    """
    extra = dict(line.split("=", 1) for line in (given / "environment").read_text(encoding="utf-8").splitlines())
    stages: dict[str, Image] = {}
    before: dict[str, str] = {}
    image: Image | None = None
    for word, rest in instructions(text):
        if word == "ARG":
            name, has_default, default = rest.partition("=")
            target = before if image is None else image.arguments
            if name in arguments or has_default or name in before:
                target[name] = arguments.get(name, before.get(name, default))
            continue
        if word == "FROM":
            source, _, stage = rest.partition(" AS ")
            _filled(source, before)
            image = Image(root=folder / (stage or f"stage-{len(stages)}"))
            stages[image.root.name] = image
            subprocess.run(["cp", "--archive", "--reflink=auto", base, image.root], check=True)
            continue
        if image is None:
            raise ValueError(f"{word} before FROM")
        _carry_out(image, word, rest, context, stages, given, extra)
    if image is None:
        raise ValueError("no FROM")
    return image


def _carry_out(
    image: Image,
    word: str,
    rest: str,
    context: Path,
    stages: Mapping[str, Image],
    given: Path,
    extra: Mapping[str, str],
) -> None:
    known = {**image.arguments, **image.environment}
    match word:
        case "RUN":
            variables = [f"{name}={value}" for name, value in {**known, **extra}.items()]
            alone = ("unshare", "--mount", "--pid", "--fork")
            values = [str(image.root), str(given), image.folder, *variables, "/bin/sh", "-c", rest]
            subprocess.run([*alone, "sh", "-c", _BUILD, "build", *values], check=True, capture_output=True, text=True)
        case "COPY":
            words = shlex.split(rest)
            stage = words.pop(0).removeprefix("--from=") if words[0].startswith("--from=") else None
            _copy(image.root, context if stage is None else stages[stage].root, words)
        case "LABEL" | "ENV":
            pairs = dict(pair.split("=", 1) for pair in shlex.split(rest))
            target = image.labels if word == "LABEL" else image.environment
            target.update({name: _filled(value, known) for name, value in pairs.items()})
        case "WORKDIR":
            image.folder = rest
            image.root.joinpath(rest.lstrip("/")).mkdir(parents=True, exist_ok=True)
        case "USER":
            image.user = rest
        case "ENTRYPOINT":
            image.entrypoint = tuple(json.loads(rest))
        case "CMD":
            image.command = tuple(json.loads(rest))
        case _:
            raise ValueError(f"{word} is not known")


def _copy(root: Path, source: Path, words: Sequence[str]) -> None:
    *patterns, target = words
    into = root / target.lstrip("/")
    for pattern in patterns:
        found = sorted(source.glob(pattern.lstrip("/")))
        if not found:
            raise ValueError(f"COPY: nothing is called {pattern}")
        for path in found:
            if path.is_dir():
                shutil.copytree(path, into, symlinks=True, dirs_exist_ok=True)
            else:
                place = into / path.name if target.endswith("/") else into
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, place)


def _filled(text: str, values: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        if name not in values:
            raise ValueError(f"{name} is not given")
        return values[name]

    return _VARIABLE.sub(value, text)
