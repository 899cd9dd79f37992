"""What a text is reduced to before it is compared."""

import pytest
import snowballstemmer
from hypothesis import given, settings
from hypothesis import strategies as st

from innersource_marketplace.search.text.compounds import compound_parts
from innersource_marketplace.search.text.distances import distance
from innersource_marketplace.search.text.folding import chunk, plain, written
from innersource_marketplace.search.text.same_words import GLOSSARY_WORD, TRANSLATION, same_words
from innersource_marketplace.search.text.stems import language_of, stem


def words(text: str) -> set[str]:
    found = [chunk(piece) for piece in written(plain(text))]
    return {word for piece in found for word in (*piece.parts, *(extra.word for extra in piece.extras))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Straße đường", {"strasse", "duong"}),
        ("ＡＢＣ１２３", {"abc123", "abc"}),  # full width
        ("Zoë's café", {"zoe", "cafe"}),
        ("dateUtils HTTPClient", {"date", "utils", "dateutils", "http", "client", "httpclient"}),
        ("Node.js", {"node", "js", "nodejs"}),
        ("date-utils", {"date", "utils", "dateutils"}),
        ("C++ C C# F# .NET", {"c++", "c", "c#", "f#", ".net"}),
        ("ASP.NET", {"asp", ".net", "asp.net"}),
        ("RESTful GraphQL PostgreSQL macOS gRPC", {"restful", "graphql", "postgresql", "macos", "grpc"}),
        ("JavaScript", {"javascript"}),
        ("python3", {"python3", "python"}),
        ("SSHv2 OpenAPIv3 nfsv4", {"sshv2", "sshv", "ssh", "openapiv3", "openapiv", "openapi", "nfsv4", "nfsv", "nfs"}),
        ("TLSv1.3", {"tlsv1", "tlsv", "tls", "3", "tlsv13"}),
        ("IPv6 OpenCV4", {"ipv6", "ipv", "ip", "opencv4", "opencv", "openc"}),
        ("CSV2 env3", {"csv2", "csv", "env3", "env"}),
        ("東京都", {"東京", "京都"}),
        ("한국어", {"한국", "국어"}),
        ("1.2.3", {"1", "2", "3"}),
        ("<b>🎉</b>", {"b"}),
        ("x" * 41, set()),
    ],
)
def test_a_text_is_divided_into_the_words_that_people_type(text: str, expected: set[str]) -> None:
    assert words(text) == expected


def test_a_word_without_blanks_can_be_found_by_its_last_character() -> None:
    assert chunk("東京都").tail == "都"
    assert chunk("東京Tower").tail == ""


_ENDINGS = st.sampled_from(
    [
        "ing",
        "ed",
        "edly",
        "eed",
        "s",
        "es",
        "ies",
        "sses",
        "us",
        "ied",
        "y",
        "ational",
        "enci",
        "izer",
        "ization",
        "ator",
        "alism",
        "fulness",
        "biliti",
        "ogi",
        "lessli",
        "li",
        "ogist",
        "icate",
        "ative",
        "iciti",
        "ful",
        "ness",
        "ance",
        "er",
        "able",
        "ement",
        "ment",
        "ism",
        "iti",
        "ous",
        "ive",
        "ion",
        "e",
        "ll",
        "past",
        "inn",
        "ern",
        "lns",
        "erinnen",
        "est",
        "et",
        "end",
        "ung",
        "ig",
        "ik",
        "isch",
        "lich",
        "heit",
        "keit",
        "niss",
        "igung",
        "eig",
        "ue",
        "ae",
        "qu",
        "syst",
        "em",
        "plan",
    ]
)
_WORDS = st.tuples(st.text("abcdeghilmnorstuvy", max_size=6), st.lists(_ENDINGS, max_size=3)).map(
    lambda made: made[0] + "".join(made[1])
)


_APART = [
    *("excellent", "important", "customer", "customs", "customizable", "accessibility", "identical"),
    *("authorization", "business", "responsible", "responsive", "digital", "conversation", "liveness", "integrity"),
]
"""Words that have nothing to do with what Snowball finds in them."""


def test_words_of_another_meaning_have_stems_of_their_own() -> None:
    others = [
        "excel",
        "import",
        "custom",
        "access",
        "account",
        "identity",
        "author",
        "busy",
        "response",
        "digit",
        "live",
    ]
    assert {stem(word, "en") for word in _APART}.isdisjoint(stem(word, "en") for word in others)
    assert len({stem(word, "en") for word in _APART}) == len(_APART)
    for forms in ("customize customizes customized", "authorize authorised authorization", "experience experiences"):
        assert len({stem(word, "en") for word in forms.split()}) == 1


@settings(max_examples=500)
@given(word=_WORDS)
def test_stems_are_those_of_snowball(word: str) -> None:
    if len(word) > 3 and word not in _APART:
        assert stem(word, "en") == snowballstemmer.stemmer("english").stemWord(word)
        assert stem(word, "de") == snowballstemmer.stemmer("german").stemWord(word)


def test_short_words_and_other_scripts_have_no_stem() -> None:
    assert [stem(word, "en") for word in ("ios", "c++", "данные", "")] == ["ios", "c++", "данные", ""]


def test_the_language_is_that_of_the_little_words() -> None:
    assert language_of(["Das", "ist", "die", "Sammlung", "der", "Regeln", "und", "mehr"]) == "de"
    assert language_of(["All", "the", "rules", "that", "we", "have,", "and", "more"]) == "en"
    assert language_of(["Ledger"]) == "en"


def test_a_compound_is_divided_into_known_words_only() -> None:
    known = {"paket", "verfolg", "pak", "arbeit", "tag"}
    assert compound_parts("paketverfolg", known.__contains__) == ("pak", "verfolg")
    assert compound_parts("arbeitszeug", known.__contains__) == ()
    assert compound_parts("kurz", known.__contains__) == ()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("flag", "flag", 0), ("flga", "flag", 1), ("flg", "flag", 1), ("flag", "poem", 3), ("a", "abcd", 3)],
)
def test_a_distance_counts_mistakes_up_to_a_limit(one: str, other: str, expected: int) -> None:
    assert distance(one, other, 2) == expected


def test_a_word_of_both_languages_is_no_translation() -> None:
    class Everything:
        def __contains__(self, term: object) -> bool:
            return True

    same = same_words(Everything(), [])
    weights = {tuple(terms): weight for weight, *terms in same["neural network"]}
    assert weights[("model",)] == GLOSSARY_WORD
    assert weights[("modell",)] == TRANSLATION
    assert {tuple(terms): weight for weight, *terms in same["rechnung"]}[("invoic",)] == TRANSLATION


def test_a_phrase_that_is_one_word_without_stop_words_leads_to_others_only() -> None:
    class Everything:
        def __contains__(self, term: object) -> bool:
            return True

    same = same_words(Everything(), [])
    assert ["back"] not in [terms for _, *terms in same["backup"]]
    assert ["signal"] not in [terms for _, *terms in same["offlin"]]
    assert ["backup"] in [terms for _, *terms in same["back"]]
