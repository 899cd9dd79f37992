"""Pictures of READMEs: written anew, wide enough to be read and no wider, without loss unless they had some."""

import io

import pytest
from PIL import Image, ImageDraw

from innersource_marketplace.limits import README_PICTURE_BYTES, README_PICTURE_HEIGHT, README_PICTURE_WIDTH
from innersource_marketplace.readme.images import Use, reencode


def _drawn(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    picture = Image.new(mode, size, "white")
    ImageDraw.Draw(picture).line((0, 0, *size), fill="teal", width=9)
    return picture


def _written(picture: Image.Image, kind: str, **options: object) -> bytes:
    output = io.BytesIO()
    picture.save(output, kind, **options)
    return output.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_becomes_webp_without_what_it_carried_along(kind: str) -> None:
    data = _written(_drawn((300, 200)), kind, comment="canary-77ab")
    picture, why = reencode(data, "docs/a", Use.README)
    assert why is None
    assert picture is not None
    assert (picture.extension, picture.width, picture.height) == ("webp", 300, 200)
    assert b"canary" not in picture.data
    assert reencode(data, "docs/a", Use.README)[0] == picture


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "LA"])
def test_a_drawing_keeps_every_pixel(mode: str) -> None:
    drawing = _drawn((120, 80)).convert(mode)
    picture, _ = reencode(_written(drawing, "PNG"), "a.png", Use.README)
    assert picture is not None
    with Image.open(io.BytesIO(picture.data)) as shown:
        assert shown.convert("RGBA").tobytes() == drawing.convert("RGBA").tobytes()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((3_040, 1_000), (README_PICTURE_WIDTH, 500)),
        ((400, 4_000), (400, 4_000)),
        ((400, 9_120), (200, README_PICTURE_HEIGHT)),
    ],
)
def test_a_wide_picture_is_shrunk_and_a_tall_one_stays_readable(
    size: tuple[int, int], expected: tuple[int, int]
) -> None:
    picture, _ = reencode(_written(_drawn(size), "PNG"), "a.png", Use.README)
    assert picture is not None
    assert (picture.width, picture.height) == expected


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_what_moves_is_not_shown_as_one_still_frame(kind: str) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green")]
    data = _written(frames[0], kind, save_all=True, append_images=frames[1:])
    picture, why = reencode(data, "demo", Use.README)
    assert picture is None
    assert str(why) == "The picture demo is animated, so the page links to it."


def test_a_photograph_with_a_second_picture_behind_it_is_a_photograph() -> None:
    data = _written(_drawn((40, 30)), "MPO", save_all=True, append_images=[_drawn((20, 10))])
    picture, _ = reencode(data, "photo.jpg", Use.README)
    assert picture is not None
    assert (picture.width, picture.height) == (40, 30)


def test_a_large_file_is_refused_unread() -> None:
    picture, why = reencode(b"\x89PNG\r\n\x1a\n" + b"\x00" * README_PICTURE_BYTES, "a.png", Use.README)
    assert picture is None
    assert str(why) == "The picture a.png is larger than 2048 kB."
