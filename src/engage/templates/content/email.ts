import { z } from 'zod'
import { defineContent, liquidText, optional, required } from './content-kind.ts'

/** A mail: HTML, plain text or both. Values are escaped in the HTML; without a text part one is made from it. */
export const emailContent = z.strictObject({
  subject: liquidText(500),
  preheader: liquidText(500).default('').describe('What mail programs show behind the subject'),
  text: liquidText(50_000).default(''),
  html: liquidText(100_000).default(''),
})

export const email = defineContent({
  schema: emailContent,
  // RFC 5322 allows lines of 998 octets; mail programs show far less of a subject.
  places: ({ html }) => [
    required(['subject'], { longest: 200 }),
    optional(['preheader'], { longest: 200 }),
    html === '' ? required(['text']) : optional(['text']),
    { path: ['html'], escape: 'html', required: false },
  ],
  plain: ({ subject, text, html }) => ({ subject, body: text === '' ? textOfHtml(html) : text }),
})

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#34': '"',
  '#39': "'",
  nbsp: ' ',
}

const breaking = new Set(['br', 'p', 'div', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'li', 'tr'])
const silent = new Set(['style', 'script', 'head'])

/**
 * The words of an HTML text, for readers without HTML. Addresses of links follow their words. One pass from front to
 * back: whatever people write, it takes no longer than the text is long.
 */
export function textOfHtml(html: string): string {
  const lower = html.toLowerCase()
  const addresses: string[] = []
  let text = ''
  for (let at = 0; at < html.length;) {
    const open = html.indexOf('<', at)
    const close = open < 0 ? -1 : html.indexOf('>', open)
    if (close < 0) {
      text += html.slice(at)
      break
    }
    text += html.slice(at, open)
    at = close + 1
    const tag = html.slice(open, at)
    const [, end = '', name = ''] = /^<(\/?)([a-z][a-z0-9]*)/.exec(lower.slice(open, open + 12)) ?? []
    if (silent.has(name) && end === '') {
      const over = lower.indexOf(`</${name}`, at)
      at = over < 0 ? html.length : over
    } else if (name === 'a' && end === '') {
      addresses.push(/\bhref\s*=\s*["']([^"']*)["']/i.exec(tag)?.[1] ?? '')
    } else if (name === 'a') {
      const address = addresses.pop() ?? ''
      if (address !== '') text += ` (${address})`
    } else if (breaking.has(name) && (end !== '' || name === 'br')) {
      text += '\n'
    }
  }
  return text
    .replaceAll(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole)
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/ ?\n ?/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}
