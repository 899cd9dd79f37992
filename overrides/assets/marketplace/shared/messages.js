// @ts-check
/** @typedef {string | Record<string, string>} Message A text, or one text for each plural category. */

/**
 * Returns the function that formats the messages of one language.
 * @param {Record<string, Message>} messages
 * @param {string} language a BCP 47 tag
 */
export function messageFormatter(messages, language) {
  const plural = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  /**
   * Formats a message; returns the key if there is no such message. `count` selects the plural form.
   * @param {string} key
   * @param {Record<string, string | number>} [values] for the placeholders, such as `{name}`
   */
  return function say(key, values = {}) {
    const message = messages[key];
    if (message === undefined) return key;
    const text = typeof message === "string" ? message : message[plural.select(Number(values.count))] ?? message.other;
    return text.replace(/\{(\w+)\}/g, (_, name) => {
      const value = values[name];
      return typeof value === "number" ? numbers.format(value) : String(value);
    });
  };
}

/** @typedef {ReturnType<typeof messageFormatter>} Say */

/**
 * Formats an age, such as "3 weeks ago".
 * @param {Say} say
 * @param {number} days
 */
export function timeAgo(say, days) {
  if (days <= 0) return say("time.today");
  if (days === 1) return say("time.yesterday");
  if (days < 14) return say("time.days", { count: days });
  if (days < 60) return say("time.weeks", { count: Math.floor(days / 7) });
  if (days < 730) return say("time.months", { count: Math.floor(days / 30) });
  return say("time.years", { count: Math.floor(days / 365) });
}
