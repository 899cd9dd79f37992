"""What each encoder gives, to the character: where a limit lies, what stays, and what stands in the place of what."""

from datetime import UTC, datetime

import pytest

from innersource_marketplace import escape
from innersource_marketplace.errors import sentence
from innersource_marketplace.limits import COMBINING_MARKS, URL_CHARACTERS
from innersource_marketplace.model import SafeUrl

MARK = "\u0489"
"""A combining mark that never joins a letter into one character."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("XX", "XX"),
        ("a\x00b\x1bc", "abc"),
        ("a\ud800b\ue000c\u0378d", "abcd"),
        ("a\u200bb\u202ec", "abc"),
        ("a\tb\nc\rd\ve\ff\x85g", "a b c d e f g"),
        ("a\u00a0b\u2028c\u3000d", "a b c d"),
        (" a  b ", "a b"),
        ("e\u0301", "é"),
        (MARK * 9, MARK * COMBINING_MARKS),
        ("a" + MARK * 9 + "b" + MARK * 9 + "c", "a" + MARK * COMBINING_MARKS + "b" + MARK * COMBINING_MARKS + "c"),
        ("e" + MARK + "x", "e" + MARK + "x"),
    ],
)
def test_a_plain_text_loses_what_hides_and_nothing_else(text: str, expected: str) -> None:
    assert escape.plain(text) == expected


def test_a_text_as_long_as_the_limit_is_whole_and_a_longer_one_is_cut_after_a_word() -> None:
    assert escape.plain("a" * 20, 20) == "a" * 20
    assert escape.plain("a" * 21, 20) == "a" * 19 + "…"
    assert escape.plain("abcde fgh", 7) == "abcde…"


def test_no_more_is_looked_at_than_the_limit_times_eight_and_some() -> None:
    assert escape.plain("\x00" * (10 * 8 + 63) + "ab", 10) == "a"


def test_line_ends_of_any_kind_become_one_and_tabs_stay() -> None:
    assert escape.plain_lines("a\r\nb\rc\n\td") == "a\nb\nc\n\td"
    assert escape.plain_lines("a\x00b\x7f") == "ab"
    assert escape.plain_lines("XX é\x00\x1b\u202e\u200b\ud800\u0378\u2028\u2029\ue000x") == "XX é\ue000x"


def test_html_encodes_both_quotes() -> None:
    assert escape.html("<a b=\"c\" d='e'>&") == "&lt;a b=&quot;c&quot; d=&#x27;e&#x27;&gt;&amp;"


def test_entities_leave_letters_digits_spaces_and_what_is_not_ascii() -> None:
    assert escape.entities("aZ 09é\x80") == "aZ 09é\x80"
    assert escape.entities("<:\x7f") == "&#60;&#58;&#127;"
    assert escape.front_matter("a\n:b") == '"a &#58;b"'


def test_each_line_end_of_markup_becomes_one_entity() -> None:
    assert escape.one_line("a\r\nb\rc\nd") == "a&#10;b&#10;c&#10;d"


@pytest.mark.parametrize(
    "address",
    [
        "\u00a0https://host.example",
        "https://host.example/a\x00b",
        "https://host.example/a\x7fb",
        "https://host.example/a\\b",
        "https://host.example/a b",
        "https://host.example/ü b",
        "https://host.example/" + "x" * URL_CHARACTERS,
        "https://:80/x",
        "https://@host.example/",
        "http://169.254.1.1:80/",
        "http://[fe80::1]/",
        "http://[fe80::a]/",
        "https://ho!st.example/",
        "https://host.example:80x/",
        "https://" + "ü" * 70 + ".example/",
        "mailto:a@b.example, c@d.example",
        "mailto:",
    ],
)
def test_a_doubtful_address_is_refused(address: str) -> None:
    assert escape.url(address) is None


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("XX", None),
        (" \thttps://host.example/X\r\n", "https://host.example/X"),
        ("https://host.example/" + "x" * (URL_CHARACTERS - 21), "https://host.example/" + "x" * (URL_CHARACTERS - 21)),
        ("https://" + "a" * 64 + ".example", "https://" + "a" * 64 + ".example"),
        ("https://host.example:0/", "https://host.example:0/"),
        ("https://host.example/a?b=c/d%20e#f=g!%2F", "https://host.example/a?b=c/d%20e#f=g!%2F"),
        ("https://host.example/?ü<#ü<", "https://host.example/?%C3%BC%3C#%C3%BC%3C"),
        ("MailTo:Ada@Acme.example", "mailto:Ada@Acme.example"),
        ("http://10.0.0.1/", "http://10.0.0.1/"),
        ("https://host-1/", "https://host-1/"),
        ("https://[2001:db8::A]/", "https://[2001:db8::a]/"),
    ],
)
def test_an_address_is_normalised_to_the_character(address: str, expected: str | None) -> None:
    assert escape.url(address) == expected


BASE = SafeUrl("https://host.example/o/r")


@pytest.mark.parametrize(
    "rest", ["/a%20b/-_.~", "?path=%2Fx&y=1", "#L1", "/-/blob/main/a", "/" * (URL_CHARACTERS - 24)]
)
def test_what_follows_an_address_stays_as_it_is(rest: str) -> None:
    assert escape.url_below(BASE, rest) == BASE + rest


@pytest.mark.parametrize(
    "rest",
    ["", "x", ".evil.example", "@evil.example", "/a b", "/é", "/<", '/"', "/\\", "/\n", "/" * (URL_CHARACTERS - 23)],
)
def test_what_could_lead_elsewhere_or_out_of_an_attribute_follows_no_address(rest: str) -> None:
    assert escape.url_below(BASE, rest) is None


def test_nothing_follows_an_address_of_mail() -> None:
    assert escape.url_below(SafeUrl("mailto:a@b.example"), "/x") is None


def test_every_segment_of_a_path_is_encoded_whole() -> None:
    assert escape.url_path("a/b", "..", "ü ?#") == "a%2Fb/../%C3%BC%20%3F%23"


def test_a_long_name_is_cut_and_told_apart_by_a_hash() -> None:
    assert escape.slug("a" * 80) == "a" * 80
    assert escape.slug("a" * 81) == "a" * 71 + "-" + escape.short_hash("a" * 81)
    ends_in_dashes = "a" * 70 + "-" + "b" * 20
    assert escape.slug(ends_in_dashes) == "a" * 70 + "-" + escape.short_hash(ends_in_dashes)
    assert escape.slug("日本") == escape.short_hash("日本")
    assert escape.slug("-X-") == "x"
    assert escape.slug("CON") == "con-" + escape.short_hash("CON")
    assert escape.slug("com10") == "com10"
    assert escape.slug("lpt9") == "lpt9-" + escape.short_hash("lpt9")


def test_a_short_hash_is_the_beginning_of_sha_256() -> None:
    assert escape.short_hash("") == "e3b0c442"
    assert escape.short_hash("\ud800") != escape.short_hash("?")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", '"a"'),
        ('a"b', '"a""b"'),
        *((f"{first}1", f'"\'{first}1"') for first in "=+-@\t\r\n＝＋－＠"),
        ("a=1", '"a=1"'),
        ("a;=1", '"a; =1"'),
        ('a;"=1', '"a; ""=1"'),
        (";1", '";1"'),
    ],
)
def test_a_cell_is_quoted_and_only_a_formula_is_changed(text: str, expected: str) -> None:
    assert escape.csv_cell(text) == expected


def test_json_is_compact_unless_it_is_indented() -> None:
    assert escape.json_text({"a": [1, 2], "b": "é<>&"}) == '{"a":[1,2],"b":"\\u00e9\\u003c\\u003e\\u0026"}'
    assert escape.json_text({"a": [1, 2]}, indent=1) == '{\n "a": [\n  1,\n  2\n ]\n}'


def test_xml_drops_only_what_xml_forbids() -> None:
    kept = "\t\n\r \ud7ff\ue000\ufffd\U00010000X"
    assert escape.xml(kept) == kept
    assert escape.xml("a\x00\x1f\ud800\udfff\ufffe\uffffb") == "ab"
    assert escape.xml("<\"'&>") == "&lt;&quot;&#x27;&amp;&gt;"


def test_xml_encodes_both_quotes_whether_or_not_all_prints() -> None:
    assert escape.xml("<\"'&>") == "&lt;&quot;&#x27;&amp;&gt;"
    assert escape.xml("<\"'&>\n") == "&lt;&quot;&#x27;&amp;&gt;\n"


def test_the_values_of_a_sentence_are_cleaned_as_a_line_is() -> None:
    long = "a" * 1_001
    assert escape.log_words(long) == escape.log_line(long)
    assert escape.log_words("a\nb", 2) == "a…"
    assert escape.log_words(sentence("{one} is not {other}", one="a\nb", other=long)) == sentence(
        "{one} is not {other}", one="a b", other=escape.log_line(long)
    )


def test_a_user_in_an_address_is_cut_out_and_leaves_nothing() -> None:
    assert escape.without_secrets("see https://me:pw@git.example/a") == "see https://git.example/a"


def test_a_parameter_is_seen_whether_or_not_its_sign_is_encoded() -> None:
    assert escape.holds_secret("https://git.example/a?next=%3Ftoken%3Dabcdef")
    assert escape.holds_secret("https://git.example/a?%3Ftoken%3dabcdef")
    assert escape.holds_secret("https://git.example/login?next=https%3A%2F%2Fx.example%2F%3Fa%3D1%26token%3dabcdef")
    assert not escape.holds_secret("https://git.example/token/abcdef")
    assert not escape.holds_secret("https://git.example/a?next=%3Fpage%3D2")


def test_times_in_json_are_as_iso_8601_has_them() -> None:
    assert escape.json_text(datetime(2026, 1, 2, 3, 4, tzinfo=UTC)) == '"2026-01-02T03:04:00+00:00"'


def test_only_a_workflow_command_is_moved_away_from_the_margin() -> None:
    assert escape.log_line("a::b") == "a::b"
    assert escape.log_line("::set-output") == " ::set-output"
    assert escape.log_line("##[error]x") == " ##[error]x"
    assert escape.log_line("a" * 1_000) == "a" * 1_000
    assert escape.log_line("a" * 1_001) == "a" * 999 + "…"
    assert escape.log_line("abc", 2) == "a…"


def test_markdown_gets_a_backslash_before_each_sign_it_acts_on() -> None:
    assert escape.markdown_text("X a_b*c\n") == "X a\\_b\\*c"
    signs = "\\`*_{}[]()<>#+!|~&:-"
    assert escape.markdown_text(signs) == "".join(f"\\{sign}" for sign in signs)
    assert escape.markdown_text("a.b,c;d?e'f\"g=h/i@j^k%l$m") == "a.b,c;d?e'f\"g=h/i@j^k%l$m"


def test_yaml_is_quoted_and_escapes_only_what_does_not_print() -> None:
    assert escape.yaml_text('Xé😀: #"\\\n\x00\u2028\ud800\udbff\udfff\ud7ff\ue000') == (
        '"Xé😀: #\\"\\\\\\U0000000a\\U00000000\\U00002028\\ufffd\\ufffd\\ufffd\\U0000d7ff\\U0000e000"'
    )
    assert escape.yaml_text("") == '""'
    # What prints as a whole takes a shorter way.
    assert escape.yaml_text('a "b" \\ c') == '"a \\"b\\" \\\\ c"'
