"""Every encoder makes any text harmless at the place it is for."""

import csv
import io
import json
import re
import unicodedata
from html.parser import HTMLParser
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from innersource_marketplace import escape
from innersource_marketplace.model import SafeUrl
from innersource_marketplace.readme import Links, convert

texts = st.text() | st.text(alphabet="<>\"'&`{}%$=+-@#:/\\\t\r\n\u202e\u2066\u200b\u2028\ud800abc ", max_size=60)

HOSTILE_ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https://user:token@host.example",
    "https://user@host.example",
    "https://host.example\\@evil.example",
    "file:///etc/passwd",
    "http://169.254.169.254/latest/meta-data",
    "https://host.example:99999/",
    "https://host.example:port/",
    "https://" + "a" * 10_000,
    "https://ho st.example/",
    "https://host.example/\u202egnp.exe",
    "https://",
    "https://#x",
    "mailto:a@b.example?bcc=c@d.example",
    "mailto:a@b.example\nbcc: c@d.example",
    "relative/path",
    "#fragment",
    "",
    "http://[::1",
    "ftp://host.example/",
    "https://ho%73t.example/",
    # What browsers take for link-local addresses, and hosts that are none
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://0251.0376.0251.0376/",
    "http://169.254.43518/",
    "http://169.254.169.254./",
    "http://[::ffff:169.254.169.254]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "https://1.2.3.4.5/",
    "https://a..b/",
    "https://.../",
    "https://github.com\uff0fevil.example/",
    "https://github.com\uff20evil.example/",
    "http://[::1]evil.example/",
]


@pytest.mark.parametrize(
    ("host", "plain"),
    [
        *(
            (name, True)
            for name in ("host.example", "host.example.", "a_b", "x1", "10.0.0.1", "::1", "fd00::1", "1e.io")
        ),
        *(
            (name, False)
            for name in ("1", "0x1", "1.2.3", "01.2.3.4", "256.1.1.1", "", ".", "a/b", "ä", ":", "1::2::3")
        ),
    ],
)
def test_a_host_has_one_spelling(host: str, plain: bool) -> None:
    assert escape.plain_host(host) is plain


@pytest.mark.parametrize("address", HOSTILE_ADDRESSES)
def test_an_address_that_is_not_plainly_harmless_is_refused(address: str) -> None:
    assert escape.url(address) is None


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://host.example", "https://host.example"),
        ("  https://host.example/a  ", "https://host.example/a"),
        ("HTTPS://Host.Example/A?b=c#d", "https://host.example/A?b=c#d"),
        ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ('https://host.example/"><script>', "https://host.example/%22%3E%3Cscript%3E"),
        ("https://host.example/a'b`c", "https://host.example/a%27b%60c"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("https://host.example/a%2Fb", "https://host.example/a%2Fb"),
        ("mailto:ada@acme.example", "mailto:ada@acme.example"),
    ],
)
def test_a_harmless_address_is_kept_and_normalised(address: str, expected: str) -> None:
    assert escape.url(address) == expected


@given(texts)
def test_an_accepted_address_is_stable_and_cannot_leave_an_attribute(text: str) -> None:
    for candidate in (text, "https://" + text, "https://host.example/" + text, "mailto:" + text):
        address = escape.url(candidate)
        if address is not None:
            assert escape.url(address) == address
            assert address.isascii()
            assert not set(address) & set("\"'<>` \\\n\t")
            parts = urlsplit(address)
            assert parts.scheme in ("http", "https", "mailto")
            assert parts.username is None


@given(texts)
def test_plain_text_has_one_line_and_nothing_invisible(text: str) -> None:
    clean = escape.plain(text)
    assert len(clean) <= 2_000
    assert clean == escape.plain(clean)
    assert not any(unicodedata.category(character) in ("Cc", "Cs", "Co", "Zl", "Zp") for character in clean)
    assert not set(clean) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff")


def test_plain_text_keeps_what_scripts_need() -> None:
    persian = "می\u200cخواهم"
    family = "👩\u200d👩\u200d👧"
    assert escape.plain(persian) == persian
    assert escape.plain(family) == family


def test_stacked_marks_are_cut_down() -> None:
    assert len(escape.plain("a" + "\u0301" * 500)) < 10


def test_a_cut_is_marked() -> None:
    assert escape.plain("word " * 100, 20) == "word word word word…"


class _OneElement(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.sampled_from("/?#"), st.text(alphabet="abZ09/?#:[]@!$&()*+,;=%~-._<>\"'\\ é\n", max_size=30))
def test_what_follows_an_address_leads_to_the_same_host(first: str, rest: str) -> None:
    base = SafeUrl("https://host.example:8443/o")
    found = escape.url_below(base, first + rest)
    if found is not None:
        assert found == base + first + rest
        assert urlsplit(found).netloc == "host.example:8443"
        assert escape.url(found) is not None
        assert not set(found) & set("<>\"'\\ \n")


@given(texts)
def test_html_stays_text_in_element_and_attribute(text: str) -> None:
    page = _OneElement()
    page.feed(f'<p title="{escape.html(text)}">{escape.html(text)}</p>')
    page.close()
    assert [tag for tag, _ in page.tags] == ["p"]
    assert set(page.tags[0][1]) == {"title"}


@given(texts)
def test_front_matter_is_one_scalar_of_harmless_html(text: str) -> None:
    document = f"---\ntitle: {escape.front_matter(text)}\n---\n"
    value = yaml.safe_load(document.split("---")[1])["title"]
    assert isinstance(value, str)
    assert not set(value) & set("<>\"'{}[]`*_|\\:%@!")
    assert re.sub(r"&#\d+;", "", value).count("&") == 0


@given(texts)
def test_one_line_has_one_line(text: str) -> None:
    assert len((escape.one_line(f"<pre>{escape.html(text)}</pre>") + "x").split("\n")) == 1


@given(texts)
def test_a_slug_is_a_safe_folder_name(text: str) -> None:
    slug = escape.slug(text)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= 80
    assert slug not in ("con", "nul", "aux", "prn", "com1")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("http-client", "http-client"),
        ("A.B_c", "a-b-c"),
        ("Füße", "fusse"),
        ("İstanbul", "istanbul"),
        ("group/sub", "group-sub"),
    ],
)
def test_a_slug_reads_like_the_name(name: str, slug: str) -> None:
    assert escape.slug(name) == slug


@pytest.mark.parametrize("name", ["", ".", "..", "CON", "nul", "日本語", "x" * 255])
def test_a_name_that_makes_no_slug_gets_one_of_its_own(name: str) -> None:
    assert escape.slug(name) != escape.slug(name + "!")


@given(st.lists(st.lists(texts, min_size=1, max_size=4), max_size=4))
def test_csv_reads_back_and_never_begins_a_formula(rows: list[list[str]]) -> None:
    text = "".join(",".join(escape.csv_cell(cell) for cell in row) + "\r\n" for row in rows)
    read = list(csv.reader(io.StringIO(text, newline="")))

    def bare(cell: str) -> str:
        return re.sub(r"(?<=\t) +", "", cell).removeprefix("'")

    assert [[bare(cell) for cell in row] for row in read] == [[bare(cell) for cell in row] for row in rows]
    begins = ("=", "+", "-", "@", "\t", "\r")
    assert not any(cell.startswith(begins) for row in read for cell in row)
    assert not any(piece.startswith(begins) for row in read for cell in row for piece in cell.split("\t")[1:])


@given(texts)
def test_json_reads_back_and_cannot_end_a_script(text: str) -> None:
    encoded = escape.json_text({"key": text})
    assert json.loads(encoded) == {"key": text}
    assert encoded.isascii()
    assert "<" not in encoded


def test_json_refuses_what_json_has_not() -> None:
    with pytest.raises(ValueError, match="JSON"):
        escape.json_text(float("nan"))


@given(texts)
def test_xml_stays_text(text: str) -> None:
    clean = escape.xml(text)
    element = ElementTree.fromstring(f'<a title="{clean}">{clean}</a>'.encode("utf-8", "surrogatepass"))
    assert list(element) == []


@given(texts)
def test_a_log_line_is_one_line_and_no_workflow_command(text: str) -> None:
    line = escape.log_line(text)
    assert "\n" not in line
    assert "\x1b" not in line
    assert not line.startswith(("::", "##["))
    assert not escape.log_line("::set-output name=x::" + text).startswith("::")


CANARY = "c4nary5ecret7value9"
WITH_SECRETS = [
    f"https://git.acme.example/a/b?private_token={CANARY}",
    f"https://git.acme.example/a/b?x=1&access_token={CANARY}&y=2",
    f"https://git.acme.example/a/b#access_token={CANARY}",
    f"https://git.acme.example/a/b?API-Key={CANARY}",
    f"https://git.acme.example/a/b?x;password={CANARY}",
    f"https://store.acme.example/file?X-Amz-Signature={CANARY}&X-Amz-Credential={CANARY}",
    f"https://user:{CANARY}@git.acme.example/a/b",
    f"https://{CANARY}@git.acme.example/a/b",
    f"https://git.acme.example/glpat-{CANARY}{CANARY}/b",
    f"https://git.acme.example/a?q=ghp_{CANARY}{CANARY}",
]
TOKENS = [
    f"glrt-{CANARY}{CANARY}",
    f"xapp-1-{CANARY}",
    f"npm_{CANARY}{CANARY[:17]}",
    f"pypi-AgE{CANARY}",
    "AKIA" + "C4N4RY5ECRET7VAL",
    f"AIza{CANARY}{CANARY[:16]}",
    f"sk_live_{CANARY}",
    f"hf_{CANARY}{CANARY}",
    f"hvs.{CANARY}xx",
    f"sk-ant-{CANARY}xx",
    "-----BEGIN RSA PRIVATE KEY-----",
]
WRITE_TO_A_CHANNEL = [
    "https://hooks.slack.com/services/T0/B0/x",
    "https://discord.com/api/webhooks/1/x",
    "https://acme.webhook.office.com/webhookb2/1@2/IncomingWebhook/3",
    "https://chat.acme.example/hooks/abcdefghijklmnopqrstuvwxyz",
]
NO_TOKENS = [
    "glue-integration-framework",
    "global-settings-manager-for-teams",
    "https://git.acme.example/platform/glide-image-loader-extensions",
    "xops-deployment-automation",
    "https://git.acme.example/acme/hooks/abcdef",
    "sk-learn-contributions-and-more-words",
]


@pytest.mark.parametrize("token", TOKENS)
def test_no_text_repeats_a_token(token: str) -> None:
    assert escape.url(f"https://acme.example/{token.replace(' ', '-')}") is None or " " in token
    for text in (token, f"curl -H 'X: {token}' x", f"Our key is {token}."):
        assert token not in escape.plain(text)
        assert token not in escape.without_secrets(text)
        assert token not in str(convert(f"# x\n\n{text}\n\n    {text}\n".encode(), "README.md", Links()))


@pytest.mark.parametrize("token", TOKENS)
def test_each_kind_of_token_has_its_mark(token: str) -> None:
    assert escape.SECRET.search(token)
    assert escape.without_long_secrets(token) != token


def test_a_token_is_found_whatever_hides_in_it_or_cuts_it() -> None:
    assert CANARY not in escape.plain(f"a ghp_{CANARY[:9]}\u200b{CANARY[9:]}")
    assert "ghp_" not in escape.plain(f"{'a ' * 20}ghp_{CANARY}", 50)


@pytest.mark.parametrize(
    "piece",
    [
        "eyJ",
        "eyJaaaaaaaa.",
        "-----BEGIN ",
        "?token-",
        "?a-",
        "xoxb-",
        "glpat-",
        "AKIA",
        "//a.b",
        "://",
        "://a",
        "//a/hooks/",
    ],
)
def test_beginnings_of_secrets_cost_time_in_proportion_to_their_number(piece: str) -> None:
    # Where each beginning looks through the rest, this takes half a minute instead of a blink.
    text = piece * (128 * 1024 // len(piece))
    for look in (escape.without_secrets, escape.without_long_secrets, escape.holds_secret):
        look(text)


@pytest.mark.parametrize("address", WRITE_TO_A_CHANNEL)
def test_an_address_that_writes_to_a_channel_is_refused(address: str) -> None:
    assert escape.url(address) is None


@pytest.mark.parametrize("text", NO_TOKENS)
def test_a_name_that_begins_like_a_token_is_none(text: str) -> None:
    assert escape.plain(text) == text
    assert escape.without_secrets(text) == text
    assert not text.startswith("https:") or escape.url(text) == text


@pytest.mark.parametrize("address", WITH_SECRETS)
def test_an_address_that_gives_access_is_refused_and_not_repeated(address: str) -> None:
    assert escape.holds_secret(address)
    assert escape.url(address) is None
    for text in (address, f"fatal: unable to access '{address}/': no", f"see {address}."):
        assert CANARY not in escape.without_secrets(text)
        assert "acme.example" in escape.without_secrets(text)


@pytest.mark.parametrize("address", WITH_SECRETS)
def test_a_readme_does_not_repeat_it_either(address: str) -> None:
    source = f"# Title\n\nSee <{address}> and [here]({address}), or `{address}`.\n"
    shown = convert(source.encode(), "README.md", Links())
    if "@" not in address:
        assert CANARY not in f"{shown.html}{shown.text}"
    assert f'"{address}' not in str(shown.html)


@pytest.mark.parametrize(
    "text",
    ["https://acme.example/?page=2&sort=name", "https://acme.example/?api_key=YOUR_KEY", "tokens = 12345678901234567"],
)
def test_an_explanation_of_a_parameter_stays(text: str) -> None:
    assert escape.without_long_secrets(text) == text
