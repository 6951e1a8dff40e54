import { CollectError } from './collect-error.ts'

/**
 * The fields of a form or query string. Unlike other parsers it keeps `+`: these forms carry base64, which some
 * clients forget to percent-encode. A field that comes twice counts once, the first time.
 */
export function parseForm(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  let start = 0
  while (start < text.length) {
    const next = text.indexOf('&', start)
    const end = next === -1 ? text.length : next
    const equals = text.indexOf('=', start)
    if (equals !== -1 && equals < end) {
      const name = text.slice(start, equals)
      if (!fields.has(name)) fields.set(name, decode(text.slice(equals + 1, end)))
    }
    start = end + 1
  }
  return fields
}

function decode(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    throw new CollectError('bad_encoding', 'A form field is not percent-encoded UTF-8')
  }
}

/** The query string of an address, without '?'; '' when there is none. */
export function queryOf(url: string): string {
  const mark = url.indexOf('?')
  return mark === -1 ? '' : url.slice(mark + 1)
}
