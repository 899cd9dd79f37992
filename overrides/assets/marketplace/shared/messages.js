// @ts-check
/** @typedef {string | Record<string, string>} Forms A message, or its plural forms by category. */

/**
 * Makes the function that says messages of one language.
 * @param {Record<string, Forms>} messages
 * @param {string} language
 */
export function speaker(messages, language) {
  const plural = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  /**
   * Say a message; `count` chooses the plural form.
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   */
  return function say(key, values = {}) {
    const forms = messages[key];
    if (forms === undefined) return key;
    const text = typeof forms === "string" ? forms : forms[plural.select(Number(values.count))] ?? forms.other;
    return text.replace(/\{(\w+)\}/g, (_, name) => {
      const value = values[name];
      return typeof value === "number" ? numbers.format(value) : String(value);
    });
  };
}

/** @typedef {ReturnType<typeof speaker>} Say */

/**
 * How long ago a day was, as the pages say it.
 * @param {Say} say
 * @param {number} days
 */
export function ago(say, days) {
  if (days <= 0) return say("time.today");
  if (days === 1) return say("time.yesterday");
  if (days < 14) return say("time.days", { count: days });
  if (days < 60) return say("time.weeks", { count: Math.floor(days / 7) });
  if (days < 730) return say("time.months", { count: Math.floor(days / 30) });
  return say("time.years", { count: Math.floor(days / 365) });
}
