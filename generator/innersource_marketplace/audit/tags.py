"""One start tag, as a browser has understood it: what it must not be, carry, load or lead to.

Tags come from markup that a browser's parser has written out again, so that there is one spelling of each.
"""

# ruff: noqa: SIM905 -- lists of names read best as a text

import html
import re
from collections.abc import Iterator, Mapping

import msgspec

from innersource_marketplace.audit.addresses import address_fault, elsewhere, in_set, runs
from innersource_marketplace.audit.styles import style_faults
from innersource_marketplace.render.data.embeds import EMBED_POLICY
from innersource_marketplace.render.http_headers import CONTENT_POLICY, HEADERS

_TAG = re.compile(r'([A-Za-z][A-Za-z0-9-]*)((?: [A-Za-z_:@][A-Za-z0-9_:.@-]*="[^"]*")*)')
_ATTRIBUTE = re.compile(r' ([^=]+)="([^"]*)"')
_ELEMENTS = frozenset(
    """
    a abbr acronym address area article aside audio b bdi bdo big blockquote body br button caption center cite code
    col colgroup data datalist dd del details dfn dialog div dl dt em fieldset figcaption figure font footer form h1
    h2 h3 h4 h5 h6 head header hgroup hr html i img input ins kbd label legend li link main map mark menu meta meter
    nav nobr noscript ol optgroup option output p picture pre progress q rp rt ruby s samp script search section
    select small source span strike strong style sub summary sup table tbody td textarea tfoot th thead time title tr
    track tt u ul var video wbr
    circle clippath defs desc ellipse feblend fecolormatrix fecomposite feflood fegaussianblur feimage femerge
    femergenode feoffset filter g image line lineargradient marker mask path pattern polygon polyline radialgradient
    rect stop svg symbol text textpath tspan use
    """.split()
)
"""Elements that neither act nor make one parser see other elements than the next."""
_KNOWN = frozenset(
    """
    abbr accept action align alt async autocapitalize autocomplete autocorrect border cellpadding cellspacing charset
    checked cite class color cols colspan content controls coords crossorigin datetime decoding defer dir disabled
    download draggable enctype enterkeyhint fetchpriority for form headers height hidden high href hreflang http-equiv
    id inert inputmode integrity itemid itemprop itemref itemscope itemtype kind label lang list loading loop low max
    maxlength media method min minlength multiple muted name nomodule novalidate open optimum pattern ping placeholder
    playsinline popover popovertarget popovertargetaction prefix preload property readonly referrerpolicy rel required
    resource reversed role rows rowspan scope selected shape size sizes spellcheck src srcset start step summary
    tabindex target title translate type typeof usemap valign value vocab about width wrap

    alignment-baseline baseline-shift clip-path clip-rule clippathunits color-interpolation-filters cx cy d
    dominant-baseline dx dy edgemode fill fill-opacity fill-rule filter filterunits flood-color flood-opacity focusable
    font-family font-size font-style font-weight fr fx fy gradienttransform gradientunits in in2 k1 k2 k3 k4
    lengthadjust letter-spacing marker marker-end marker-mid marker-start markerheight markerunits markerwidth mask
    maskcontentunits maskunits mode offset opacity operator orient overflow paint-order pathlength patterncontentunits
    patterntransform patternunits points preserveaspectratio primitiveunits r radius refx refy result rotate rx ry
    shape-rendering spreadmethod stddeviation stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset
    stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration
    text-rendering textlength transform transform-origin values vector-effect version viewbox visibility x x1 x2
    xlink:href xml:lang xml:space xmlns xmlns:xlink y y1 y2
    """.split()
)
"""Attributes that do nothing by themselves, or whose addresses and styles are examined; `aria-` and `data-` too."""
_LOADING = frozenset(
    "src poster data background action formaction manifest lowsrc dynsrc code codebase classid archive profile icon "
    "object usemap".split()
)
_SETS = frozenset(["srcset", "imagesrcset"])
_LISTS = frozenset(["ping", "attributionsrc"])
_LINKING = frozenset(["cite", "longdesc"])
_LINKED = frozenset(["a", "area"])
_HARMLESS_RELATIONS = frozenset(
    "alternate author bookmark canonical edit external first help last license me next nofollow noopener noreferrer "
    "prev search tag up".split()
)
TEXTS = re.compile(
    r"alt|title|content|value|placeholder|label|summary|aria-.*|xmlns(?::.*)?|property|typeof|prefix|pattern|data-title"
)
_ACTING_NAMES = re.compile(r"accept-ch|delegate-ch|monetization|origin-trial|msapplication-.*|apple-itunes-app")
"""What browsers obey in a `<meta name>`."""
_PREVIEWS = re.compile(r"(?:og|twitter|article|music|video):.*(?:url|image|video|audio|player|author|publisher)\b.*")
"""Properties of pages whose content is an address, which programs load that show a preview of a link."""
_PRESENT = frozenset(["content-type", "x-ua-compatible", "content-language"])
_OPEN = re.compile(r"aria-|data-")
_CLOBBERING = frozenset(["form", "img", "a"])
_CLOBBERED = re.compile(r"__|body$|head$|forms$|images$|cookie$|currentScript$|documentElement$|location$")
_SHOWN = 80
_SCRIPTS = frozenset(["", "module", "text/javascript", "application/javascript"])


class Tag(msgspec.Struct, frozen=True):
    """What is wrong with a start tag, as (code, message, the text to find it by), and the addresses in the site."""

    name: str
    attributes: Mapping[str, str]
    faults: tuple[tuple[str, str, str], ...]
    links: tuple[str, ...]


def read_tag(text: str) -> Tag:
    """Examine a start tag, given without its angle brackets."""
    found = _TAG.fullmatch(text)
    if found is None:
        shown = text[:_SHOWN]
        return Tag(shown.split(" ")[0], {}, (("audit-attribute", f"<{shown!r} has an odd name", shown),), ())
    tag = found[1].lower()
    attributes = {name.lower(): html.unescape(value) for name, value in _ATTRIBUTE.findall(found[2])}
    faults: list[tuple[str, str, str]] = []
    links: list[str] = []
    if tag not in _ELEMENTS:
        faults.append(("audit-element", f"<{tag}> is not allowed in a page", ""))
    for code, message in _whole(tag, attributes):
        faults.append((code, message, ""))
    for name, value in attributes.items():
        for code, message in _attribute(tag, name, value, attributes):
            faults.append((code, f"<{tag} {name}> {message}", value))
        links += _links(tag, name, value, attributes)
    return Tag(tag, attributes, tuple(faults), tuple(links))


def _whole(tag: str, attributes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if tag == "style":
        yield "audit-style", "the policy of the site allows no style in a page"
    elif tag == "script" and "src" in attributes:
        if attributes.get("type", "").lower() not in _SCRIPTS or not _is_file(attributes["src"], ".js"):
            yield "audit-script", f"a script that is no script of the site: {attributes['src'][:_SHOWN]!r}"
    elif tag == "link" and "stylesheet" in _relations(attributes) and not _is_file(attributes.get("href", ""), ".css"):
        yield "audit-style", f"a style sheet that is none of the site: {attributes.get('href', '')[:_SHOWN]!r}"
    elif tag == "meta":
        yield from _meta(attributes)
    elif tag == "input" and attributes.get("type", "").lower() == "password":
        yield "audit-element", "a page asks for a password"
    elif tag in _CLOBBERING and _CLOBBERED.match(attributes.get("name", "")):
        yield "audit-element", f"<{tag}> takes a name that scripts read: {attributes['name'][:_SHOWN]!r}"


def _meta(attributes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    equivalent = attributes.get("http-equiv", "").strip().lower()
    content = attributes.get("content", "")
    if equivalent == "content-security-policy":
        if content not in (CONTENT_POLICY, EMBED_POLICY):
            yield "audit-policy", f"the page has another Content-Security-Policy: {content[:_SHOWN]!r}"
    elif equivalent == "content-type":
        if content.replace(" ", "").lower() != "text/html;charset=utf-8":
            yield "audit-element", f"the page declares another encoding or type: {content[:_SHOWN]!r}"
    elif equivalent and equivalent != "refresh" and equivalent not in _PRESENT:
        yield "audit-element", f"<meta http-equiv> with {equivalent[:_SHOWN]!r} is not allowed in a page"
    if attributes.get("name", "").lower() == "referrer" and content != HEADERS["Referrer-Policy"]:
        yield "audit-policy", f"the page sends its address to others: {content[:_SHOWN]!r}"
    name = attributes.get("name", attributes.get("property", attributes.get("itemprop", ""))).strip().lower()
    if _ACTING_NAMES.fullmatch(name):
        yield "audit-element", f"<meta> with the name {name!r} is not allowed in a page"
    elif (_PREVIEWS.fullmatch(name) or name == "image") and (fault := address_fault(content, loads=False)) is not None:
        yield fault[0], f"<meta> {fault[1]}"
    if attributes.get("charset", "utf-8").lower() != "utf-8":
        yield "audit-element", f"the page declares another encoding: {attributes['charset'][:_SHOWN]!r}"


def _attribute(tag: str, name: str, value: str, attributes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if name.startswith("on"):
        yield "audit-handler", "is a script handler"
    elif name in ("srcdoc", "shadowrootmode"):
        yield "audit-element", "carries markup of its own"
    elif name == "style":
        yield "audit-style", f"does not work, for the policy of the site allows no style in a page: {value[:_SHOWN]!r}"
    elif name not in _KNOWN and name not in _LOADING | _SETS | _LISTS | _LINKING and not _OPEN.match(name):
        yield "audit-attribute", "is not allowed in a page"
    else:
        faults = [
            found
            for one, loads in _addresses(tag, name, value, attributes)
            if (found := address_fault(one, loads=loads))
        ]
        yield from faults
        if not faults and not TEXTS.fullmatch(name):
            if runs(value):
                yield "audit-scheme", f"would run if it were used: {value[:_SHOWN]!r}"
            elif elsewhere(value) and not name.startswith("data-") and name not in _LINKING and name != "href":
                yield "audit-foreign", f"names another host: {value[:_SHOWN]!r}"
            elif "(" in value and not name.startswith("data-"):
                yield from (("audit-style", message) for _, message in style_faults(value, inside=True))


def _addresses(tag: str, name: str, value: str, attributes: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    """Each address in an attribute, and whether it is loaded or sent to."""
    if name in ("href", "xlink:href"):
        yield value, tag not in _LINKED and not (tag == "link" and _relations(attributes) <= _HARMLESS_RELATIONS)
    elif name in _LOADING:
        yield value, True
    elif name in _SETS:
        yield from ((one, True) for one in in_set(value))
    elif name in _LISTS:
        yield from ((one, True) for one in value.split())
    elif name in _LINKING:
        yield value, False


def _links(tag: str, name: str, value: str, attributes: Mapping[str, str]) -> Iterator[str]:
    for address, loads in _addresses(tag, name, value, attributes):
        if address.strip() and ":" not in address.split("/")[0] and address_fault(address, loads=loads) is None:
            yield address.strip()


def _relations(attributes: Mapping[str, str]) -> frozenset[str]:
    return frozenset(attributes.get("rel", "").lower().split())


def _is_file(address: str, suffix: str) -> bool:
    return re.split(r"[?#]", address)[0].endswith(suffix)
