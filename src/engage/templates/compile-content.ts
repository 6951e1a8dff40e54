import { type Liquid, LiquidError, type Template } from 'liquidjs'
import type { ContactChannel } from '../../govern/consent/index.ts'
import { messageOf } from '../../platform/errors.ts'
import { contentKind, type Escape, type TextPlace } from './content/index.ts'
import { refuseTooMuchMarkup } from './liquid/markup.ts'
import { openLiquid } from './liquid/open-liquid.ts'
import { type Reference, referencesOf } from './liquid/references.ts'

/** One text of a content, parsed. */
export interface CompiledText extends TextPlace {
  readonly text: string
  readonly templates: Template[]
  readonly references: readonly Reference[]
}

export interface SyntaxProblem {
  readonly place: TextPlace
  readonly text: string
  readonly line: number
  readonly column: number
  readonly reason: string
}

/** The content of one language, ready to render. */
export interface CompiledContent {
  readonly channel: ContactChannel
  readonly content: unknown
  readonly texts: readonly CompiledText[]
  readonly problems: readonly SyntaxProblem[]
  readonly engines: Readonly<Record<Escape, Liquid>>
}

/** @param content what the channel's schema accepted */
export function compileContent(channel: ContactChannel, content: unknown): CompiledContent {
  const kind = contentKind(channel)
  const checked = kind.schema.parse(content)
  const engines = { none: openLiquid('none'), html: openLiquid('html'), json: openLiquid('json') }
  const texts: CompiledText[] = []
  const problems: SyntaxProblem[] = []
  for (const place of kind.places(checked)) {
    const text = textAt(checked, place.path)
    try {
      refuseTooMuchMarkup(text)
      const templates = engines[place.escape].parse(text)
      texts.push({ ...place, text, templates, references: referencesOf(templates) })
    } catch (error) {
      problems.push({ place, text, ...whereIn(error) })
    }
  }
  return { channel, content: checked, texts, problems, engines }
}

/** The text at a path of a content, '' where there is none. */
export function textAt(content: unknown, path: readonly string[]): string {
  let here: unknown = content
  for (const part of path)
    here = typeof here === 'object' && here !== null ? Reflect.get(here, part) : undefined
  return typeof here === 'string' ? here : ''
}

/** A copy of a content with other texts at these paths. */
export function withTexts(
  content: unknown,
  texts: readonly { path: readonly string[]; text: string }[],
): unknown {
  const copy: unknown = structuredClone(content)
  for (const { path, text } of texts) {
    let here: unknown = copy
    for (const part of path.slice(0, -1)) {
      here = typeof here === 'object' && here !== null ? Reflect.get(here, part) : undefined
    }
    if (typeof here === 'object' && here !== null) Reflect.set(here, path.at(-1) ?? '', text)
  }
  return copy
}

/** What Liquid says, without the place it repeats in its sentence. */
function whereIn(error: unknown): { line: number; column: number; reason: string } {
  const reason = messageOf(error).replace(/, (?:file:[^,]*, )?line:\d+, col:\d+$/, '')
  if (!LiquidError.is(error)) return { line: 1, column: 1, reason }
  const [line = 1, column = 1] = error.token.getPosition()
  return { line, column, reason }
}
