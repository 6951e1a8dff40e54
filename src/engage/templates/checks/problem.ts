import type { ContentProblem, Language } from '../schema.ts'

/** A problem, with what most of them leave out filled in. */
export function problem(
  severity: ContentProblem['severity'],
  code: string,
  path: readonly string[],
  message: { readonly 'zh-CN': string; readonly en: string },
  more: Partial<Pick<ContentProblem, 'line' | 'column' | 'found' | 'fix'>> = {},
): ContentProblem {
  const pointer = path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
  return {
    severity,
    code,
    path: pointer,
    line: more.line ?? null,
    column: more.column ?? null,
    found: more.found ?? '',
    message,
    fix: more.fix ?? null,
  }
}

export const contentPath = (language: Language, path: readonly string[]): string[] => [
  'content',
  language,
  ...path,
]

/** Line and column, counted from 1, of an offset. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}
