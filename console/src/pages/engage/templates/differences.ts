import { diffArrays } from 'diff'

/** A stretch of text that stayed, went or came. */
export interface Said {
  readonly kind: 'same' | 'gone' | 'new'
  readonly text: string
}

export interface Difference {
  readonly path: string
  readonly parts: readonly Said[]
}

/** Every text that differs between two states of a template, by its place. */
export function differencesOf(before: object | undefined, after: object): Difference[] {
  const old = new Map(before === undefined ? [] : textsIn(pick(before), ''))
  const now = new Map(textsIn(pick(after), ''))
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((path) => old.get(path) !== now.get(path))
    .map((path) => ({ path, parts: compare(old.get(path) ?? '', now.get(path) ?? '') }))
}

const pick = (state: object): object => ({
  content: Reflect.get(state, 'content') as unknown,
  category: Reflect.get(state, 'category') as unknown,
})

function textsIn(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return value === '' ? [] : [[path, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, child]) =>
    textsIn(child, path === '' ? name : `${path}.${name}`),
  )
}

/** Words with the blank behind them, single characters of Chinese; variables stay whole. */
const tokens = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|[A-Za-z0-9_]+\s*|\s+|[^]/gu
const mostTokens = 2_000

/** What stayed, went and came, token by token; texts too long to compare go and come whole. */
export function compare(before: string, after: string): Said[] {
  const left = before.match(tokens) ?? []
  const right = after.match(tokens) ?? []
  const parts: Said[] =
    left.length > mostTokens || right.length > mostTokens
      ? [
          { kind: 'gone', text: before },
          { kind: 'new', text: after },
        ]
      : diffArrays(left, right).map(({ added, removed, value }) => ({
          kind: added ? 'new' : removed ? 'gone' : 'same',
          text: value.join(''),
        }))
  return parts.filter(({ text }) => text !== '')
}
