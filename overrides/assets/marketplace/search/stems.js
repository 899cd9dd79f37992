// @ts-check
/*
 * Stems of English and German words, by the rules of Snowball (snowballstem.org), for folded words of the letters a
 * to z. The builder takes them from a package; a test compares both.
 */

const LETTERS = /^[a-z]+$/;
const SHORTEST = 3;
const KEPT = 20_000;

/** @type {Map<string, string>} */
const known = new Map();

/**
 * Reduces a folded word to its stem; one that is short or has other characters than a to z stays as it is.
 * @param {string} word
 * @param {string} language
 */
export function stem(word, language) {
  if (word.length <= SHORTEST || !LETTERS.test(word)) return word;
  const key = language + word;
  let found = known.get(key);
  if (found === undefined) {
    found = language === "de" ? german(word) : english(word);
    if (known.size >= KEPT) known.clear();
    known.set(key, found);
  }
  return found;
}

/** @type {Map<string, string>} */
const IRREGULAR = new Map([
  ["skis", "ski"],
  ["skies", "sky"],
  ["idly", "idl"],
  ["gently", "gentl"],
  ["ugly", "ugli"],
  ["early", "earli"],
  ["only", "onli"],
  ["singly", "singl"],
  ...["andes", "atlas", "bias", "cosmos", "howe", "news", "sky"].map((word) => /** @type {[string, string]} */ ([word, word])),
]);
/** Words of which the rules would make one of another meaning; of each line the first is the stem of the others. */
const APART = `
accessib accessibility accessible accessibly
authority authority authorities authoritative
authoriz authorize authorizes authorized authorizing authorization authorizations authorised authorisation
business business businesses
conversat conversation conversations conversational
customer customer customers
customiz customize customizes customized customizing customizable customization customizations
customs customs
definite definite definitely definitive
digital digital digitally digitize digitized digitization
disability disability disabilities
evening evening evenings
excellent excellent excellence excellently
excels excels excelled excelling
experience experience experiences experienced
extensive extensive extensively
federal federal
government government governments governmental
identical identical identically
important important importance importantly
integrity integrity
liveness liveness
localiz localize localizes localized localizing localization localizations localise localised localisation
objective objective objectives objectively
optimal optimal optimally
positive positive positives positively
responsible responsible responsibly responsibility responsibilities
responsive responsive responsiveness
severity severity severities
terminat terminate terminates terminated terminating termination
university university universities
`;
const KNOWN = new Map([
  ...IRREGULAR,
  ...APART.trim().split("\n").flatMap((line) => {
    const [stem, ...words] = line.split(" ");
    return words.map((word) => /** @type {[string, string]} */ ([word, stem]));
  }),
]);
const STARTS = /^(?:arsen|commun|emerg|gener|inter|later|organ|past|univers)/;
const REGION = /[aeiouy][^aeiouy]/g;
const SHORT = /(?:[^aeiouy][aeiouy][^aeiouywxY]|^[aeiouy][^aeiouy]|past)$/;
const STEP_2 = new Map(
  Object.entries({
    anci: "ance", enci: "ence", ogi: "og", li: "", bli: "ble", abli: "able", alli: "al", fulli: "ful", lessli: "less",
    ousli: "ous", entli: "ent", aliti: "al", biliti: "ble", iviti: "ive", tional: "tion", ational: "ate", alism: "al",
    ation: "ate", ization: "ize", izer: "ize", ator: "ate", iveness: "ive", fulness: "ful", ousness: "ous", ogist: "og",
  }),
);
const STEP_3 = new Map(
  Object.entries({
    icate: "ic", ative: "", alize: "al", iciti: "ic", ical: "ic", tional: "tion", ational: "ate", ful: "", ness: "",
  }),
);
const STEP_4 = new Set("ic ance ence able ible ate ive ize iti al ism ion er ous ant ent ment ement".split(" "));

/**
 * The longest of some endings that a word has, or "".
 * @param {string} word
 * @param {{has(ending: string): boolean}} endings
 * @param {number} longest
 */
function ending(word, endings, longest) {
  for (let length = Math.min(longest, word.length); length > 0; length--) {
    const found = word.slice(-length);
    if (endings.has(found)) return found;
  }
  return "";
}

/**
 * Where the parts of a word begin in which endings may be dropped.
 * @param {string} word
 * @param {RegExp} region a vowel and what is none
 * @param {number} [from] where the first part begins
 * @returns {[number, number]}
 */
function regions(word, region, from) {
  let first = from ?? -1;
  if (first < 0) {
    region.lastIndex = 0;
    first = region.test(word) ? region.lastIndex : -1;
  }
  if (first < 0) return [word.length, word.length];
  region.lastIndex = first;
  return [first, region.test(word) ? region.lastIndex : word.length];
}

/** @param {string} given */
function english(given) {
  const irregular = KNOWN.get(given);
  if (irregular !== undefined) return irregular;
  let word = given.replace(/^y/, "Y").replace(/([aeiouy])y/g, "$1Y");
  const start = STARTS.exec(word);
  const [first, second] = regions(word, REGION, start?.[0].length);

  if (word.endsWith("sses")) word = word.slice(0, -2);
  else if (/ie[ds]$/.test(word)) word = word.slice(0, word.length > 4 ? -2 : -1);
  else if (/[aeiouy].+s$/.test(word) && !/[us]s$/.test(word)) word = word.slice(0, -1);

  word = pastOrGoing(word, first);
  word = word.replace(/(.[^aeiouy])[yY]$/, "$1i");

  let found = ending(word, STEP_2, 7);
  let base = word.slice(0, word.length - found.length);
  if (found && base.length >= first) {
    const fits = found === "li" ? /[cdeghkmnrt]$/.test(base) : found === "ogi" ? base.endsWith("l") : true;
    if (fits) word = base + STEP_2.get(found);
  }
  found = ending(word, STEP_3, 7);
  base = word.slice(0, word.length - found.length);
  if (found && base.length >= (found === "ative" ? Math.max(first, second) : first)) word = base + STEP_3.get(found);

  found = ending(word, STEP_4, 5);
  base = word.slice(0, word.length - found.length);
  if (found && base.length >= second && (found !== "ion" || /[st]$/.test(base))) word = base;

  base = word.slice(0, -1);
  if (word.endsWith("e")) {
    if (base.length >= second || (base.length >= first && !SHORT.test(base))) word = base;
  } else if (word.endsWith("ll") && base.length >= second) word = base;
  return word.toLowerCase();
}

/**
 * Drops "ed" and "ing".
 * @param {string} word
 * @param {number} first
 */
function pastOrGoing(word, first) {
  const found = /(?:eed(?:ly)?|ed(?:ly)?|ing(?:ly)?)$/.exec(word)?.[0];
  if (!found) return word;
  const base = word.slice(0, word.length - found.length);
  if (found.startsWith("eed")) return base.length >= first && !/^(?:succ|proc|exc)$/.test(base) ? `${base}ee` : word;
  if (found === "ing") {
    if (/^(?:even|cann|inn|earr|herr|out)$/.test(base)) return word;
    if (/^[^aeiouy]y$/.test(base)) return `${base.slice(0, -1)}ie`;
  }
  if (!/[aeiouy]/.test(base)) return word;
  if (/(?:at|bl|iz)$/.test(base)) return `${base}e`;
  if (/(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(base)) return /^[aeo]..$/.test(base) ? base : base.slice(0, -1);
  return base.length === first && SHORT.test(base) ? `${base}e` : base;
}

const GERMAN_REGION = /[aeiouyäöü][^aeiouyäöü]/g;
/** @type {Record<string, string>} */
const UMLAUTS = { ae: "ä", oe: "ö", ue: "ü", qu: "qu" };
/** @type {Record<string, string>} */
const WITHOUT = { ä: "a", ö: "o", ü: "u" };

/** @param {string} given */
function german(given) {
  let word = given.replace(/([aeiouy])([uy])(?=[aeiouy])/g, (_, vowel, letter) => vowel + letter.toUpperCase());
  word = word.replace(/qu|ae|oe|ue/g, (pair) => UMLAUTS[pair]);
  let [first, second] = word.length < 3 ? [word.length, word.length] : regions(word, GERMAN_REGION);
  first = Math.max(first, 3);

  let found = /(?:erinnen|erin|ern|em|er|en|es|e|lns|ln|s)$/.exec(word)?.[0] ?? "";
  let base = word.slice(0, word.length - found.length);
  if (found && base.length >= first) {
    if (found === "em") word = base.endsWith("syst") ? word : base;
    else if (found === "s") word = /[bdfghklmnrt]$/.test(base) ? base : word;
    else if (found === "ln" || found === "lns") word = `${base}l`;
    else if (["e", "en", "es"].includes(found)) word = base.endsWith("niss") ? base.slice(0, -1) : base;
    else word = base;
  }
  found = /(?:est|st|en|er|et)$/.exec(word)?.[0] ?? "";
  base = word.slice(0, word.length - found.length);
  if (found && base.length >= first) {
    if (found === "et") word = /[Udfgklmnrstzä]$/.test(base) && !/(?:tick|plan|geordn|intern|tr)$/.test(base) ? base : word;
    else if (found === "st") word = /...[bdfghklmnt]$/.test(base) ? base : word;
    else word = base;
  }
  found = /(?:end|ung|isch|lich|heit|keit|ig|ik)$/.exec(word)?.[0] ?? "";
  base = word.slice(0, word.length - found.length);
  if (found && base.length >= second) {
    if (found === "end" || found === "ung") word = shortened(base, /(?<!e)ig$/, second);
    else if (found === "lich" || found === "heit") word = shortened(base, /(?:er|en)$/, first);
    else if (found === "keit") word = shortened(base, /(?:ig|lich)$/, second);
    else word = base.endsWith("e") ? word : base;
  }
  return word.toLowerCase().replace(/[äöü]/g, (letter) => WITHOUT[letter]);
}

/**
 * Drops an ending that begins in a part of the word.
 * @param {string} word
 * @param {RegExp} ended
 * @param {number} from
 */
function shortened(word, ended, from) {
  const at = word.search(ended);
  return at >= from ? word.slice(0, at) : word;
}
