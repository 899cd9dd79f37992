"""Stages are told as they begin, and each keeps its time, however often it comes and whatever the stopwatch does."""

from innersource_marketplace.progress import Stages


def test_a_stage_that_comes_again_counts_on() -> None:
    seconds = iter([0.0, 2.0, 5.0, 6.0])
    begun: list[str] = []
    stages = Stages(seconds.__next__, begun.append)
    stages.begin("Listing")
    stages.begin("Reading")
    stages.begin("Reading")
    stages.begin("Listing")
    assert stages.taken() == {"Listing": 3.0, "Reading": 3.0}
    assert begun == ["Listing", "Reading", "Listing"]


def test_no_stage_takes_less_than_nothing() -> None:
    seconds = iter([9.0, 1.0, 2.0])
    stages = Stages(seconds.__next__)
    stages.begin("Listing")
    stages.begin("Reading")
    assert stages.taken() == {"Listing": 0.0, "Reading": 1.0}


def test_a_run_without_stages_took_nothing() -> None:
    assert Stages(lambda: 1.0).taken() == {}
