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

/** The words of an HTML text, for readers without HTML. Addresses of links follow their words. */
export function textOfHtml(html: string): string {
  return html
    .replaceAll(/<(style|script|head)\b[\s\S]*?<\/\1\s*>/gi, '')
    .replaceAll(/<a\b[^>]*\bhref\s*=\s*["']([^"']*)["'][^>]*>([\s\S]*?)<\/a\s*>/gi, '$2 ($1)')
    .replaceAll(/<(?:br|\/p|\/div|\/h[1-6]|\/li|\/tr)\b[^>]*>/gi, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole)
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/ ?\n ?/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}
