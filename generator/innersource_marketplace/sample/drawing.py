"""Draws flat pictures from a few shapes: the sample's logos, and what its READMEs show, as PNG."""

from io import BytesIO

import msgspec
from PIL import Image, ImageDraw

_SIDE = 192
_OVERSAMPLING = 3


class Shape(msgspec.Struct, frozen=True, array_like=True):
    """One shape on a canvas that is 100 wide.

    `kind` and its `numbers`: `box` x y x y radius, `disc` x y radius, `ring` x y radius width,
    `area` x y x y x y…, `line` width x y x y…, `arc` x y radius width start end (degrees).
    """

    kind: str
    colour: str
    numbers: tuple[float, ...]


class Drawing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A picture that need not be square; `height` is in hundredths of its width."""

    width: int
    height: int
    shapes: tuple[Shape, ...]


def draw(shapes: tuple[Shape, ...], width: int = _SIDE, height: int = 100) -> bytes:
    """Draw the shapes in order on a transparent canvas and give the bytes of a PNG; `height` as in `Drawing`."""
    wide = width * _OVERSAMPLING
    image = Image.new("RGBA", (wide, wide * height // 100))
    pen = ImageDraw.Draw(image)
    for shape in shapes:
        _draw_shape(pen, shape, wide / 100)
    output = BytesIO()
    image.reduce(_OVERSAMPLING).save(output, "PNG")
    return output.getvalue()


def _draw_shape(pen: ImageDraw.ImageDraw, shape: Shape, scale: float) -> None:
    numbers = [number * scale for number in shape.numbers]
    match shape.kind:
        case "box":
            pen.rounded_rectangle(numbers[:4], numbers[4], fill=shape.colour)
        case "disc":
            pen.ellipse(_around(numbers), fill=shape.colour)
        case "ring":
            pen.ellipse(_around(numbers), outline=shape.colour, width=round(numbers[3]))
        case "area":
            pen.polygon(numbers, fill=shape.colour)
        case "line":
            pen.line(numbers[1:], fill=shape.colour, width=round(numbers[0]), joint="curve")
        case "arc":
            start, end = shape.numbers[4:]
            pen.arc(_around(numbers), start, end, fill=shape.colour, width=round(numbers[3]))
        case _:
            raise ValueError(f"there is no shape {shape.kind!r}")


def _around(numbers: list[float]) -> list[float]:
    x, y, radius = numbers[:3]
    return [x - radius, y - radius, x + radius, y + radius]
