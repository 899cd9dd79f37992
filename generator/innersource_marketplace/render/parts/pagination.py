"""Which pages of a long list are worth a link."""


def page_numbers(page: int, pages: int) -> list[int]:
    """Give the first and last page, and those around the current one; 0 is a gap."""
    near = sorted({1, pages, *range(max(page - 2, 1), min(page + 2, pages) + 1)})
    numbers: list[int] = []
    for number in near:
        if numbers and number - numbers[-1] > 1:
            numbers.append(0)
        numbers.append(number)
    return numbers
