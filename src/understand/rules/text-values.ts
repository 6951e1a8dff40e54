/**
 * Texts of the bank's own attributes and of event properties, read as what a rule compares them with: null where they
 * are none. ClickHouse alone is too generous: it makes 2 March of '2026-02-30', 1 January 1900 of '2026-13-01', and
 * infinity of '1e400'.
 */

/** @param text SQL expression of a String */
export function numberOfText(text: string): string {
  const read = `toFloat64OrNull(${text})`
  return `if(isFinite(${read}), ${read}, NULL)`
}

/** A day that exists in the years 1900 to 2299, as `2026-11-01` (a time of day after it is ignored) or `20261101`. */
export function dayOfText(text: string): string {
  const written = `left(${text}, 10)`
  const read = `toDate32OrNull(${written})`
  return `if(replaceAll(toString(${read}), '-', '') = replaceAll(${written}, '-', ''), ${read}, NULL)`
}

export function flagOfText(text: string): string {
  return `multiIf(lower(${text}) IN ('true', '1', 'yes', 'y', '是'), true, lower(${text}) IN ('false', '0', 'no', 'n', '否'), false, NULL)`
}
