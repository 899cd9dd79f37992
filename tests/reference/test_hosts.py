"""One rule for which host an address leads to, however it is written."""

from urllib.parse import urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from innersource_marketplace.reference.forge_urls import forge_of
from innersource_marketplace.reference.hosts import (
    authority,
    github_host,
    host_name,
    host_of,
    is_loopback,
    origin_of,
    site_of,
    split_address,
)

LABELS = st.from_regex(r"[a-z0-9](?:[a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
NAMES = st.lists(LABELS, min_size=1, max_size=4).map(".".join)
INTERNATIONAL = st.sampled_from(["bücher.example", "例え.example", "straße.example", "пример.рф"])
IPV6 = st.ip_addresses(v=6).map(str)
PORTS = st.none() | st.integers(0, 65_535)
USERS = st.sampled_from(["", "git@", "ada:secret@", "a%40b@"])


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://ghe.acme.example/a/b", "ghe.acme.example"),
        ("https://GHE.Acme.example:8443/a/b", "ghe.acme.example"),
        ("HTTPS://ghe.acme.example:443", "ghe.acme.example"),
        ("https://ghe.acme.example:/a", "ghe.acme.example"),
        ("https://ghe.acme.example./a", "ghe.acme.example"),
        ("https://ada:secret@ghe.acme.example?x#y", "ghe.acme.example"),
        ("ssh://git@ghe.acme.example:7999/a/b.git", "ghe.acme.example"),
        ("git@GHE.acme.example:a/b.git", "ghe.acme.example"),
        ("ghe.acme.example:a/b", "ghe.acme.example"),
        ("git@[::1]:a/b", "::1"),
        ("http://[0:0:0:0:0:0:0:1]:8080/a", "::1"),
        ("http://[::FFFF:127.0.0.1]/a", "::ffff:127.0.0.1"),
        ("http://127.0.0.1:8080", "127.0.0.1"),
        ("https://bücher.example/a", "xn--bcher-kva.example"),
        ("https://XN--BCHER-KVA.example/a", "xn--bcher-kva.example"),
        ("https://my_host.example/a", "my_host.example"),
    ],
)
def test_an_address_leads_to_a_host(address: str, host: str) -> None:
    assert host_of(address) == host
    assert host_of(f"  {address} ") == host


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/srv/git/a",
        "./a:b",
        "a/b",
        "C:\\git\\a",
        "c:/git/a",
        "file:///srv/git/a",
        "file://host/a",
        "https://",
        "https:///a",
        "https://:443/a",
        "https://a b/c",
        "https://a\tb/c",
        "https://host:65536/a",
        "https://host:x/a",
        "https://[::1",
        "https://[::1]x/a",
        "https://[fe80::1%25eth0]/a",
        "https://[]/a",
        "https://host../a",
        "https://-host/a",
        "https://evil.example\\@good.example/a",
        "https://a@b@c/d",
        "https://℀.example/a",
        "https://" + "ü" * 80 + ".example/a",
        "ext::sh -c x",
        "https://" + "a" * 3000,
        "nonsense",
    ],
)
def test_a_path_and_garbage_lead_to_no_host(address: str) -> None:
    assert host_of(address) is None
    assert split_address(address) is None
    assert origin_of(address) is None
    assert site_of(address) is None


@given(host=NAMES | INTERNATIONAL | IPV6, port=PORTS, user=USERS, path=st.sampled_from(["", "/", "/a/b", "?q", "#f"]))
def test_case_port_user_and_the_dot_at_the_end_change_nothing(
    host: str, port: int | None, user: str, path: str
) -> None:
    plain = host_of(f"https://{authority(host)}")
    assert plain is not None
    dotted = host if ":" in host else f"{host}."
    for spelled in (host, host.upper(), dotted):
        assert host_of(f"https://{user}{authority(spelled, port)}{path}") == plain
        assert host_of(f"git@{authority(spelled)}:a/b") == plain
        assert host_name(f"{user}{authority(spelled, port)}") == plain


@given(host=NAMES | INTERNATIONAL | IPV6)
def test_a_name_of_a_host_is_its_own_name(host: str) -> None:
    name = host_name(authority(host))
    assert name is not None
    assert name.isascii()
    assert host_name(name) == name
    assert host_of(f"https://{authority(name)}/") == name


@given(st.text() | st.from_regex(r"[a-z]{3,5}://[^/]{0,30}/?.{0,9}") | st.from_regex(r"[^/]{0,9}:.{0,9}"))
def test_any_text_has_one_clean_host_or_none(text: str) -> None:
    host = host_of(text)
    if host is not None:
        assert host_name(host) == host
        assert host == host.lower()
        assert not set(host) & set("/?#@[]\\ \t\n")
        assert site_of(text) is not None
    assert host_name(text) is None or host_name(host_name(text) or "") == host_name(text)


@given(
    host=NAMES | IPV6,
    port=st.none() | st.integers(1, 65_535),
    path=st.from_regex(r"(/[a-z]{1,5}){0,3}", fullmatch=True),
)
def test_it_agrees_with_the_standard_library_where_that_knows_an_answer(host: str, port: int | None, path: str) -> None:
    address = f"https://{authority(host, port)}{path}"
    assert host_of(address) == host_name(urlsplit(address).hostname or "")
    assert split_address(address) == (host_of(address), path)
    assert origin_of(address) == ("https", host_of(address), port or 443)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://github.com", "github.com"),
        ("https://api.github.com", "github.com"),
        ("https://WWW.GitHub.com:443/", "github.com"),
        ("https://api.octo.ghe.com", "octo.ghe.com"),
        ("https://octo.ghe.com", "octo.ghe.com"),
        ("https://api.github.acme.example", "api.github.acme.example"),
        ("https://GitHub.acme.example:8443/api/v3", "github.acme.example"),
        ("nonsense", None),
    ],
)
def test_a_github_source_has_one_name_in_keys(url: str, host: str | None) -> None:
    assert github_host(url) == host


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:3000", "git.localhost.", "127.0.0.1", "127.3.2.1:80", "::1", "[::1]:8080"]
)
def test_this_machine_is_known_by_its_names(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "acme.example", "localhost.acme.example", "10.0.0.1", "::2", "127.1", "x@y@z"])
def test_any_other_host_is_not_this_machine(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://git.acme.example:8443/a/b", "https://git.acme.example:8443"),
        ("https://ada:x@Git.acme.example:443/a/b", "https://git.acme.example"),
        ("http://localhost:3000/a/b", "http://localhost:3000"),
        ("ssh://git@git.acme.example:7999/a/b", "https://git.acme.example"),
        ("git@[::1]:a/b", "https://[::1]"),
    ],
)
def test_the_pages_of_a_host_are_at_its_web_address(address: str, site: str) -> None:
    assert site_of(address) == site


def test_an_origin_has_the_usual_port_and_another_port_is_another_origin() -> None:
    assert origin_of("https://ghe.acme.example") == origin_of("https://GHE.acme.example.:443/x")
    assert origin_of("https://ghe.acme.example") != origin_of("https://ghe.acme.example:8443")
    assert origin_of("https://ghe.acme.example") != origin_of("http://ghe.acme.example")
    assert origin_of("git@ghe.acme.example:a/b") is None


@given(host=st.sampled_from(["github.com", "gitlab.acme.example", "codeberg.org", "git.sr.ht"]), port=PORTS)
def test_the_kind_of_a_forge_does_not_depend_on_port_or_case(host: str, port: int | None) -> None:
    assume(port is None or port)
    assert forge_of(authority(host.upper(), port)) == forge_of(host)
