import { type Context as LiquidContext, Liquid } from 'liquidjs'
import type { Escape } from '../content/index.ts'
import type { Language } from '../schema.ts'
import { formatDay } from './day.ts'
import { maskValue } from './mask.ts'
import { formatMoney, formatNumber, formatPercent, textOf } from './money.ts'

/** What a text needs to know about the message it becomes part of, besides its variables. */
export interface Occasion {
  readonly language: Language
  /** A short address for a target, with the state in which the app takes the customer up again. */
  link(target: string, state: Readonly<Record<string, string>>): string
}

/** Liquid without files, loops and evaluated expressions: nothing a text says can reach further than its variables. */
const allowedTags = new Set(['if', 'unless', 'case', 'assign', 'capture', 'comment', 'raw', '#'])
const allowedFilters = new Set(
  (
    'escape escape_once newline_to_br strip_html abs at_least at_most ceil divided_by floor minus plus modulo times ' +
    'round url_encode url_decode join first last size append prepend lstrip rstrip strip downcase upcase capitalize ' +
    'remove remove_first remove_last replace replace_first replace_last truncate truncatewords slice split ' +
    'strip_newlines squish normalize_whitespace default'
  ).split(' '),
)

const escapes: Readonly<Record<Escape, (value: unknown) => string>> = {
  none: shown,
  html: (value) =>
    shown(value).replaceAll(
      /[&<>"']/g,
      (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;' })[one] ?? '&#39;',
    ),
  json: (value) => JSON.stringify(shown(value)).slice(1, -1),
}

/** A value that decided about a branch may be missing; a text may not show the hole. */
function shown(value: unknown): string {
  if (value === null || value === undefined) throw new Error('undefined variable: of a branch')
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('a number without end')
  return String(value)
}

/** The scope of a rendering carries its occasion under this name, which no template can write. */
export const occasionOf: unique symbol = Symbol('occasion')

function occasion(context: LiquidContext): Occasion {
  const found: unknown = Reflect.get(context.environments, occasionOf)
  if (isOccasion(found)) return found
  throw new Error('a text was rendered without an occasion')
}

const isOccasion = (value: unknown): value is Occasion =>
  typeof value === 'object' && value !== null && 'language' in value && 'link' in value

const words = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const digits = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

/** An engine for texts whose values are escaped in one way. */
export function openLiquid(escape: Escape): Liquid {
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
    ownPropertyOnly: true,
    templates: {},
    parseLimit: 200_000,
    renderLimit: 500,
    memoryLimit: 1_000_000,
    outputEscape: escapes[escape],
  })
  for (const name of Object.keys(engine.tags)) if (!allowedTags.has(name)) delete engine.tags[name]
  for (const name of Object.keys(engine.filters)) if (!allowedFilters.has(name)) delete engine.filters[name]
  engine.registerFilter('money', function (value: unknown, style: unknown) {
    return formatMoney(value, occasion(this.context).language, words(style))
  })
  engine.registerFilter('number', (value: unknown, count: unknown) => formatNumber(value, digits(count)))
  engine.registerFilter('percent', (value: unknown, count: unknown) => formatPercent(value, digits(count)))
  engine.registerFilter('date', function (value: unknown, style: unknown) {
    return formatDay(value, occasion(this.context).language, words(style))
  })
  engine.registerFilter('mask', (value: unknown, style: unknown) => maskValue(value, words(style)))
  engine.registerFilter('link', function (target: unknown, ...state: unknown[]) {
    return occasion(this.context).link(textOf(target), stateOf(state))
  })
  return engine
}

/** `| link: step: 'confirm'` arrives as pairs. */
function stateOf(pairs: readonly unknown[]): Record<string, string> {
  return Object.fromEntries(
    pairs.flatMap((pair): [string, string][] =>
      Array.isArray(pair) && typeof pair[0] === 'string' ? [[pair[0], textOf(pair[1])]] : [],
    ),
  )
}
