"""Stages are shown as they begin, and each keeps its seconds and counts, however often it comes."""

from innersource_marketplace.progress import Progress


class Heard(Progress):
    """Keeps what it hears."""

    def __init__(self, seconds: list[float]) -> None:
        super().__init__(iter(seconds).__next__)
        self.stages: list[str] = []

    def on_stage(self, name: str) -> None:
        self.stages.append(name)


def test_a_stage_that_comes_again_counts_on() -> None:
    progress = Heard([0.0, 2.0, 5.0, 6.0])
    for name in ("Listing", "Reading", "Reading", "Listing"):
        progress.stage(name)
        progress.expect(2)
        progress.step()
    assert (progress.done, progress.total) == (2, 4)
    assert progress.seconds() == {"Listing": 3.0, "Reading": 3.0}
    assert progress.stages == ["Listing", "Reading", "Listing"]


def test_no_stage_takes_less_than_nothing() -> None:
    progress = Heard([9.0, 1.0, 2.0])
    progress.stage("Listing")
    progress.stage("Reading")
    assert progress.seconds() == {"Listing": 0.0, "Reading": 1.0}


def test_a_run_without_stages_took_nothing() -> None:
    assert Progress(lambda: 1.0).seconds() == {}
