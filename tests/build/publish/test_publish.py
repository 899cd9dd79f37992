"""Staging takes no unsafe or taken address; the guard and the manifest stand whatever is on the disk."""

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine_runs import run_engine
from innersource_marketplace import paths
from innersource_marketplace.build import publish
from innersource_marketplace.build.publish import MANIFEST, Published
from innersource_marketplace.errors import ConfigurationError, MarketplaceError, PublishRefused, UsageError

UNSAFE = ["../x", "/etc/x", "a/../x", "a//x", "", ".", "..", ".env", "a/.git/config", "a\\..\\x", "a\nb", "a b", "é"]
UNSAFE += ["a/", "x" * 201, "-x", "a:b", "a\0b"]


@pytest.mark.parametrize("name", UNSAFE)
def test_an_unsafe_address_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError):
        publish.Staging(tmp_path / "docs").write(name, b"x")
    with pytest.raises(ConfigurationError):
        publish.Staging(tmp_path / "docs").write(name, iter([b"x"]))
    assert [*tmp_path.rglob("*")] == []


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [("a/b", "a/b", "a/b"), ("a/b", "A/b", "A/b"), ("straSSe.md", "strasse.md", "strasse/index.html")],
)
def test_an_address_that_two_generated_files_have_is_said_and_stops_nothing(
    first: str, second: str, shared: str
) -> None:
    assert publish.claim([], [first, "else", second]) == {shared}


def test_the_address_of_a_hand_written_page_is_taken() -> None:
    with pytest.raises(ConfigurationError, match="Rename the hand-written page"):
        publish.claim(["Index.md"], ["index.md"])


@pytest.mark.parametrize(
    ("written", "generated"),
    [
        (["projects"], ["projects/a/index.md"]),
        (["tasks/index.md/page.md"], ["tasks/index.md"]),
        ([], ["projects/a", "projects/a/index.md"]),
        ([], ["projects/a/index.md", "projects/a"]),
        (["notes", "notes/page.md"], []),
        (["tasks.md"], ["tasks/index.md"]),
        (["projects/team/tool.md"], ["projects/team/tool/index.md"]),
    ],
)
def test_no_address_has_two_files_and_no_file_is_a_folder(written: list[str], generated: list[str]) -> None:
    with pytest.raises(ConfigurationError, match="Rename"):
        publish.claim(written, generated)


def test_pages_that_only_look_alike_have_addresses_of_their_own() -> None:
    written = ["myindex.md", "Changelog", "changelog/a.md", "tasks-old.md", "README.md"]
    publish.claim(written, ["index.md", "my/index.md", "tasks/index.md"])


@pytest.mark.parametrize(("foreign", "generated"), [("teams", "teams/a/index.html"), ("feed/extra.txt", "feed")])
def test_what_somebody_put_into_the_site_displaces_nothing(tmp_path: Path, foreign: str, generated: str) -> None:
    site, work = tmp_path / "site", tmp_path / "work"
    work.mkdir()
    publish_site(site, work, {"index.html": b"old"})
    (site / foreign).parent.mkdir(exist_ok=True)
    (site / foreign).write_bytes(b"theirs")
    with pytest.raises(ConfigurationError, match="where a file of the site belongs"):
        publish_site(site, work, {"index.html": b"new", generated: b"ours"})
    assert contents(site) == {"index.html": b"old", foreign: b"theirs"}


def test_a_file_of_the_site_is_no_folder_too(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    with pytest.raises(ConfigurationError, match="a/b"):
        publish_site(tmp_path / "site", tmp_path / "work", {"a/b": b"1", "a/b/c": b"2"})
    assert not (tmp_path / "site").exists()


def test_the_site_takes_a_file_once(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    site = publish.next_site(tmp_path / "site", tmp_path / "work")
    site.write("a/b.json", b"one")
    site.write("a/b.json", b"two")
    site.note(["c", "a/b.json"])
    assert (site.folder / "a/b.json").read_bytes() == b"one"
    assert site.shared == {"a/b.json"}


def test_a_hand_written_file_at_the_address_of_a_generated_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "theirs").write_bytes(b"theirs")
    site = publish.next_site(tmp_path / "site", tmp_path / "work")
    site.write("badges/o/n.svg", b"ours")
    with pytest.raises(ConfigurationError, match=r"badges/o/n\.svg.*Rename the hand-written page"):
        site.take(tmp_path / "theirs", "badges/o/n.svg")


@given(
    nights=st.lists(
        st.dictionaries(
            st.sampled_from(["a", "a/b", "a/b/c", "d", "e"]),
            st.one_of(st.none(), st.binary(max_size=9_000)),
            max_size=3,
        ),
        max_size=4,
    )
)
def test_a_night_writes_over_whatever_is_there(
    tmp_path_factory: pytest.TempPathFactory, nights: list[dict[str, bytes | None]]
) -> None:
    folder = tmp_path_factory.mktemp("staging")
    outside = folder / "outside"
    outside.mkdir()
    for files in nights:
        staging, there = publish.Staging(folder / "docs"), dict[str, bytes]()
        for name, data in files.items():
            if any(f"{other}/".startswith(f"{name}/") or f"{name}/".startswith(f"{other}/") for other in there):
                continue
            if data is None:  # somebody's link, which the next file takes the place of
                (folder / "docs").mkdir(exist_ok=True)
                if not (folder / "docs" / name).exists() and (folder / "docs" / name).parent.is_dir():
                    (folder / "docs" / name).symlink_to(outside)
                continue
            staging.put(name, data if len(data) % 2 else iter([data[:5], data[5:]]))
            there[name] = data
        if there:
            paths.prune(folder / "docs", {*there})
            assert contents(folder / "docs") == there
        assert [*outside.iterdir()] == []


@pytest.mark.parametrize("make", [Path.symlink_to, Path.hardlink_to])
def test_nothing_is_ever_written_through_a_link(tmp_path: Path, make: Callable[[Path, Path], None]) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "kept").write_bytes(b"kept")
    make(tmp_path / "docs" / "b.json", tmp_path / "kept")
    publish.Staging(tmp_path / "docs").write("b.json", b"new")
    assert (tmp_path / "docs" / "b.json").read_bytes() == b"new"
    assert (tmp_path / "kept").read_bytes() == b"kept"


def test_a_file_that_may_not_be_written_and_a_pipe_are_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o400)
    os.mkfifo(tmp_path / "b")
    for name in "ab":
        publish.Staging(tmp_path).write(name, b"new")
    assert contents(tmp_path) == {"a": b"new", "b": b"new"}


def test_what_nobody_wants_any_more_is_pruned_with_its_folder(tmp_path: Path) -> None:
    for name in ("a/b.md", "a/c/d.md", "e.md"):
        publish.Staging(tmp_path).write(name, b"")
    paths.prune(tmp_path, ["a/b.md"])
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == ["a", "a/b.md"]


def test_a_link_in_the_staging_folder_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "docs" / "a").symlink_to(tmp_path / "out")
    publish.Staging(tmp_path / "docs").write("a/b.md", b"x")
    assert [*(tmp_path / "out").iterdir()] == []
    assert contents(tmp_path / "docs") == {"a/b.md": b"x"}


@pytest.mark.slow
def test_several_at_once_make_the_same_folders(tmp_path: Path) -> None:
    def fill(number: int) -> None:
        staging = publish.Staging(tmp_path)
        for place in range(200):
            staging.write(f"a{place}/b/c/{number}.json", b"x")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(fill, range(8)))
    assert len(paths.files_below(tmp_path)) == 8 * 200


def test_links_and_hidden_files_of_an_instance_stay_behind(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / ".git").mkdir(parents=True)
    (source / ".git" / "config").write_text("x")
    (source / ".env").write_text("x")
    (source / "link.md").symlink_to("/etc/passwd")
    (source / "folder").symlink_to("/etc")
    (source / "page.md").write_text("x")
    publish.layer([source], tmp_path / "target")
    assert [path.name for path in (tmp_path / "target").rglob("*")] == ["page.md"]


def test_a_folder_that_is_a_link_is_not_emptied(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis").touch()
    (tmp_path / "docs").symlink_to("home")
    with pytest.raises(UsageError):
        paths.clear(tmp_path / "docs")
    assert (tmp_path / "home" / "thesis").exists()


@given(
    old=st.dictionaries(st.sampled_from("abcdefghij"), st.booleans()),
    new=st.dictionaries(st.sampled_from("abcdefghij"), st.booleans()),
    share=st.floats(0, 1),
)
def test_the_guard_lets_pass_what_lost_no_more_than_the_share(
    old: dict[str, bool], new: dict[str, bool], share: float
) -> None:
    fits = bool(new) and (not old or (len(old) - len(new)) / len(old) <= share)
    said = sum(old.values())
    fits = fits and (not said or (said - sum(new.values())) / said <= share)
    if fits:
        publish.guard(Published(projects=old), Published(projects=new), shrink_share=share)
    else:
        with pytest.raises(PublishRefused):
            publish.guard(Published(projects=old), Published(projects=new), shrink_share=share)


def test_few_projects_may_go_and_what_hosts_report_counts_for_nothing() -> None:
    four = Published(projects=dict.fromkeys("abcd", True))
    publish.guard(four, Published(projects=dict.fromkeys("abc", True)), shrink_share=0.2, shrink_minimum=2)
    with pytest.raises(PublishRefused):
        publish.guard(four, Published(projects={"a": True, "b": True}), shrink_share=0.2, shrink_minimum=2)
    publish.guard(four, Published(projects={"a": True}), shrink_share=0.2, reported=lambda key: key in "bcd")
    publish.guard(four, Published(projects={}), shrink_share=0.2, reported=lambda key: key in "abcd")
    with pytest.raises(PublishRefused):
        publish.guard(four, Published(projects={}), shrink_share=0.2, reported=lambda key: key in "abc")
    with pytest.raises(PublishRefused, match="1 of its projects must not be shown any more"):
        publish.guard(four, Published(projects={"a": True}), shrink_share=0.2, reported=lambda key: key == "d")


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["projects", "files", "version", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@example(content=b"[" * 100_000)
@given(content=st.binary(max_size=50) | JSON_VALUES.map(lambda value: json.dumps(value).encode()))
def test_any_manifest_is_read_or_counts_as_none(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    manifest = tmp_path_factory.getbasetemp() / "manifest.json"
    manifest.write_bytes(content)
    found = publish.published(manifest)
    assert found is None or found.projects


def test_a_manifest_that_names_files_of_others_deletes_none_of_them(tmp_path: Path) -> None:
    site, work = tmp_path / "site", tmp_path / "work"
    for folder in (site, work):
        folder.mkdir()
    (site / "index.html").write_text("old")
    (tmp_path / "thesis.txt").write_text("years of work")
    (site / "CNAME").write_text("kept")
    (site / MANIFEST).write_text('{"files": ["../thesis.txt", "/etc/passwd", 7, null, {}], "projects": {"a": 1}}')
    publish_site(site, work, {"index.html": b"new"})
    assert (tmp_path / "thesis.txt").read_text() == "years of work"
    assert (site / "index.html").read_text() == "new"
    assert (site / "CNAME").read_text() == "kept"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site", "thesis.txt", "work"]


def publish_site(site: Path, work: Path, files: dict[str, bytes]) -> None:
    new = publish.next_site(site, work)
    for name, data in files.items():
        new.write(name, data)
    new.publish(Published(projects={"a": True}))


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in paths.files_below(folder) if name != MANIFEST}


SITES = st.dictionaries(
    st.sampled_from(["a", "b", "b/c", "b/d", "e/f/g", "h.html", "i/j"]), st.sampled_from([b"", b"1", b"2"]), max_size=5
).filter(lambda files: not ("b" in files and ("b/c" in files or "b/d" in files)))


@pytest.mark.slow
@given(sites=st.lists(SITES, min_size=1, max_size=5), harm=st.booleans())
def test_each_site_is_what_was_written_for_it_whatever_stood_there(
    sites: list[dict[str, bytes]], harm: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("sites")
    site, work = folder / "site", folder / "work"
    work.mkdir()
    for files in sites:
        publish_site(site, work, files)
        assert contents(site) == files
        assert not any(data.strip(b"\0") for data in contents(work / "next").values())
        assert {*paths.files_below(work / "next")} <= {*files}
        if harm:
            (work / "next").mkdir(exist_ok=True)
            (work / "next" / "left").write_bytes(b"by a build that was killed")


def test_what_left_the_site_is_nowhere(tmp_path: Path) -> None:
    site, work = tmp_path / "site", tmp_path / "work"
    work.mkdir()
    publish_site(site, work, {"a/stays": b"1", "b/changes": b"1", "c/goes": b"secret"})
    publish_site(site, work, {"a/stays": b"1", "b/changes": b"2"})
    assert contents(site) == {"a/stays": b"1", "b/changes": b"2"}
    assert not [path for path in tmp_path.rglob("*") if path.name == "goes"]
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"secret" in path.read_bytes()]


@pytest.mark.parametrize(("before", "after"), [("a/b/c", "a/b"), ("a/b", "a/b/c")])
def test_a_file_takes_the_place_of_a_folder_and_a_folder_that_of_a_file(
    tmp_path: Path, before: str, after: str
) -> None:
    site, work = tmp_path / "site", tmp_path / "work"
    work.mkdir()
    for number, name in enumerate((before, before, after, before)):
        publish_site(site, work, {name: b"%d" % number})
        assert contents(site) == {name: b"%d" % number}


@pytest.mark.parametrize("make", [Path.symlink_to, Path.hardlink_to])
def test_a_folder_is_made_blank_and_its_links_lead_nowhere(tmp_path: Path, make: Callable[[Path, Path], None]) -> None:
    (tmp_path / "theirs").write_bytes(b"kept")
    folder = tmp_path / "folder"
    (folder / "a").mkdir(parents=True)
    for name in ("a/wanted", "a/gone", "b"):
        (folder / name).write_bytes(b"secret")
    make(folder / "a" / "link", tmp_path / "theirs")
    paths.blank(folder, {"a/wanted", "a/link"})
    assert contents(folder) == {"a/wanted": bytes(4_096)}
    assert (tmp_path / "theirs").read_bytes() == b"kept"


def test_links_that_somebody_put_into_the_next_site_lead_nowhere(tmp_path: Path) -> None:
    site, work, out = tmp_path / "site", tmp_path / "work", tmp_path / "out"
    (work / "next").mkdir(parents=True)
    out.mkdir()
    (out / "page").write_text("theirs")
    (work / "next/a").symlink_to(out)
    (work / "next/b").symlink_to(out / "page")
    publish_site(site, work, {"a/page": b"ours", "b": b"ours"})
    assert (out / "page").read_text() == "theirs"
    assert contents(site) == {"a/page": b"ours", "b": b"ours"}


def test_a_site_on_another_file_system_than_the_build_is_made_beside_itself(tmp_path: Path) -> None:
    other = Path("/dev/shm")
    if not other.is_dir() or other.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is only one file system")
    with TemporaryDirectory(dir=other) as place:
        site = Path(place) / "site"
        for number in (b"1", b"2"):
            publish_site(site, tmp_path, {"index.html": number})
            assert contents(site) == {"index.html": number}
        assert [path.name for path in Path(place).iterdir()] == ["site"]


def test_the_site_builder_is_told_no_secret(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Home\n")
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: !ENV [GITHUB_TOKEN, DEPLOY_PASSWORD, MY_API_KEY, GH_PAT, none]\n"
        "site_description: !ENV [HARMLESS, none]\n"
    )
    secrets = dict.fromkeys(["GITHUB_TOKEN", "DEPLOY_PASSWORD", "MY_API_KEY", "GH_PAT"], "canary")
    run_engine(tmp_path / "mkdocs.yml", tmp_path / "site", environment={**secrets, "HARMLESS": "told"}, epoch=1)
    page = (tmp_path / "site" / "index.html").read_text()
    assert "canary" not in page
    assert "told" in page


@pytest.mark.parametrize(("epoch", "day"), [(2**33, "2106-02-07"), (-1, "1970-01-01")])
def test_a_clock_out_of_the_time_of_site_builders_is_no_fault(tmp_path: Path, epoch: int, day: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Home\n")
    (tmp_path / "mkdocs.yml").write_text("site_name: A\nsite_url: https://a.example/\n")
    run_engine(tmp_path / "mkdocs.yml", tmp_path / "site", environment={}, epoch=epoch)
    assert day in (tmp_path / "site" / "sitemap.xml").read_text()


def test_of_a_long_traceback_of_a_site_builder_its_last_line_is_told(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Home\n")
    # Not cut to the lines before it, which say nothing to whoever operates it.
    calls = "\n".join(f"def f{n}():\n    return f{n + 1}()  # {'x' * 80}" for n in range(60))
    (tmp_path / "hook.py").write_text(f"{calls}\ndef f60():\n    raise LookupError('no such place')\nf0()\n")
    (tmp_path / "mkdocs.yml").write_text("site_name: A\nhooks: [hook.py]\n")
    with pytest.raises(ConfigurationError) as told:
        run_engine(tmp_path / "mkdocs.yml", tmp_path / "site", environment={}, epoch=1)
    assert str(told.value) == "MkDocs could not build the site: LookupError: no such place"


def test_a_full_disk_is_said_in_a_sentence(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Home\n" + "Words. " * 1_000)
    (tmp_path / "mkdocs.yml").write_text("site_name: A\n")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, before[1]))
    try:
        with pytest.raises(
            MarketplaceError, match=r"could not build the site: File too large\. Check the disk"
        ) as told:
            run_engine(tmp_path / "mkdocs.yml", tmp_path / "site", environment={}, epoch=1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (told.value.exit_status, "Traceback" in str(told.value)) == (1, False)
