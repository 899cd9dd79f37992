"""No token in anything that people read, and no name of a repository that must stay private."""

import traceback
from pathlib import Path

import pytest
from github_nights import night, repository
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from github_server import CANARY, Fault, World, graphql, serve
from github_server import faults as wrong
from innersource_marketplace.collect.sources.github.transport.exchange import App, Credentials, endpoint
from innersource_marketplace.collect.sources.redaction import redact
from innersource_marketplace.errors import ConfigurationError, SourceError

ECHO = wrong.graphql_error("REFUSED", f"Bad credentials: {CANARY} (Authorization: token {CANARY})")
FAULTS = {
    "echoed in an error": ECHO,
    "echoed in a status": wrong.status(500, f"token {CANARY}"),
    "echoed in a page": wrong.body(CANARY.encode(), "text/html"),
    "redirected": wrong.redirect(f"http://{CANARY}.example/"),
    "reset": wrong.reset(),
    "refused": wrong.unauthorized(),
    "limited": wrong.secondary_limit(retry_after=10**9),
}


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize(
    "operation",
    [
        pytest.param("Describe", marks=pytest.mark.slow),
        "List",
        "Details",
        pytest.param("Files", marks=pytest.mark.slow),
    ],
)
def test_the_canary_is_in_no_exception_and_no_outcome(name: str, operation: str) -> None:
    told = ""
    with serve(World(repositories=(repository("one"), repository("two")))) as server:
        server.add_fault(Fault(on=graphql(operation), respond=FAULTS[name]))
        try:
            found = night(server)
            told += repr(found.outcomes) + "".join(str(failed) for failed in found.reasons.items())
        except SourceError as error:
            told += "".join(traceback.format_exception(error)) + repr(error.__dict__) + str(error.fix)
            cause: BaseException | None = error
            while cause is not None:
                told += repr(cause) + repr(cause.args) + repr(vars(cause))
                cause = cause.__cause__ or cause.__context__
    assert CANARY not in told
    assert any(CANARY in (record.authorization or "") for record in server.log), "or this test shows nothing"


def test_credentials_do_not_print() -> None:
    credentials = Credentials(token=CANARY, app=App(app_id=1, private_key="PEM-PEM", installation_id=2))
    assert CANARY not in repr(credentials)
    assert "PEM-PEM" not in f"{credentials} {credentials!r}"


def test_an_address_with_a_token_is_refused_without_showing_it() -> None:
    with pytest.raises(ConfigurationError) as caught:
        endpoint(f"https://x:{CANARY}@ghe.example")
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize("fault", [None, wrong.status(502), wrong.partial("INTERNAL", "acme/moonshot")])
def test_a_private_name_is_in_no_outcome_on_any_night(fault: wrong.Respond | None) -> None:
    world = World(repositories=(repository("open"), repository("moonshot", visibility="PRIVATE")))
    with serve(world) as server:
        if fault is not None:
            server.add_fault(Fault(on=graphql("Details"), respond=fault))
        first = night(server)
        second = night(server, first.by_key, full=True)
    assert "moonshot" not in repr([first.outcomes, second.outcomes])
    assert first.withheld == second.withheld == 1
    assert all("acme/moonshot" not in record.aliases.values() for record in server.log)


def test_after_a_repository_turned_private_the_next_night_does_not_know_it() -> None:
    with serve(World(repositories=(repository("open"), repository("closing")))) as server:
        known = night(server).by_key
        server.world = server.world.changed("acme/closing", lambda one: replace(one, visibility="PRIVATE"))
        second = night(server, known)
        left = {key: facts for key, facts in known.items() if not any(key.endswith(name) for name in second.gone)}
        third = night(server, left)
    assert second.gone == {"acme/closing"}
    assert "closing" not in repr(third.outcomes)


@pytest.mark.slow
@given(before=st.text(), after=st.text())
def test_secrets_are_cut_out_of_any_text(before: str, after: str) -> None:
    assert CANARY not in redact(f"{before}{CANARY}{after}", [CANARY])


@pytest.mark.parametrize(
    "secret",
    [
        "ghp_" + "a" * 36,
        "ghs_" + "A1" * 18,
        "github_pat_" + "x" * 50,
        '{"token": "anything at all"}',
        "Authorization: token abcdef",
        "Bearer eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOjF9aaaa.c2lnbmF0dXJl",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
    ],
)
def test_what_looks_like_a_secret_is_cut_out_too(secret: str) -> None:
    shown = redact(f"see {secret} there")
    assert "[redacted]" in shown
    assert not any(part in shown for part in ("aaaa", "A1A1", "xxxx", "anything", "abcdef", "MIIE", "eyJ"))


def test_a_token_in_the_environment_or_netrc_is_never_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login x password ghp_other\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_other")
    with serve(World(repositories=(repository("one"),))) as server:
        night(server)
    assert {record.authorization for record in server.log} == {f"token {CANARY}"}
