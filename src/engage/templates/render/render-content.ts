import { UndefinedVariableError } from 'liquidjs'
import { messageOf } from '../../../platform/errors.ts'
import { isTarget } from '../../links/index.ts'
import { type CompiledContent, withTexts } from '../compile-content.ts'
import { noTarget } from './pending-links.ts'

export type RenderedTexts =
  | { readonly ok: true; readonly texts: readonly string[] }
  | { readonly ok: false; readonly problem: string }

/** Every text of a content with the values of one customer; without a value it needs there is no message. */
export function renderTexts(compiled: CompiledContent, scope: object): RenderedTexts {
  try {
    return {
      ok: true,
      texts: compiled.texts.map(({ escape, templates }) =>
        String(compiled.engines[escape].renderSync(templates, scope)),
      ),
    }
  } catch (error) {
    return { ok: false, problem: problemOf(error) }
  }
}

/** The content with its texts replaced, in the channel's shape. */
export function contentWith(compiled: CompiledContent, texts: readonly string[]): unknown {
  return withTexts(
    compiled.content,
    compiled.texts.map(({ path }, i) => ({ path, text: texts[i] ?? '' })),
  )
}

/** Never with a value in it: reasons are kept and shown. */
function problemOf(error: unknown): string {
  const reason = messageOf(error)
  const missing = /undefined variable: ([\w.$]+)/.exec(reason)?.[1]
  if (error instanceof UndefinedVariableError || missing !== undefined) {
    return missing === undefined || missing === 'of' ? 'no value for a variable' : `no value for ${missing}`
  }
  return reason.includes(noTarget) ? noTarget : 'the text cannot be rendered'
}

/** Why the rendered texts cannot go through their channel; null when they can. */
export function unfit(compiled: CompiledContent, texts: readonly string[]): string | null {
  for (const [i, { longest, path, required, address }] of compiled.texts.entries()) {
    const text = texts[i] ?? ''
    const length = [...text].length
    if (required && text.trim() === '') return `${path.join('.')} is empty`
    if (address && text !== '' && !isTarget(text)) return `${path.join('.')} is no web or app address`
    if (longest !== undefined && length > longest) {
      return `${path.join('.')} has ${length} characters, at most ${longest} go through`
    }
  }
  return null
}
