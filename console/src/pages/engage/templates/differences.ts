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

/** Words of languages with blanks, single characters of Chinese; variables stay whole. */
const tokens = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|[A-Za-z0-9_]+|\s+|[^]/gu
const mostTokens = 2_000

/** What stayed, went and came: the longest common subsequence of tokens. */
export function compare(before: string, after: string): Said[] {
  const left = before.match(tokens) ?? []
  const right = after.match(tokens) ?? []
  if (left.length > mostTokens || right.length > mostTokens) {
    return joined([
      { kind: 'gone', text: before },
      { kind: 'new', text: after },
    ])
  }
  const width = right.length + 1
  const longest = new Uint16Array((left.length + 1) * width)
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      longest[i * width + j] =
        left[i] === right[j]
          ? (longest[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(longest[(i + 1) * width + j] ?? 0, longest[i * width + j + 1] ?? 0)
    }
  }
  const parts: Said[] = []
  let i = 0
  let j = 0
  while (i < left.length || j < right.length) {
    const [old = '', fresh = ''] = [left[i], right[j]]
    if (i < left.length && j < right.length && old === fresh) {
      parts.push({ kind: 'same', text: old })
      i += 1
      j += 1
    } else if (
      j >= right.length ||
      (i < left.length && (longest[(i + 1) * width + j] ?? 0) >= (longest[i * width + j + 1] ?? 0))
    ) {
      parts.push({ kind: 'gone', text: old })
      i += 1
    } else {
      parts.push({ kind: 'new', text: fresh })
      j += 1
    }
  }
  return joined(parts)
}

function joined(parts: readonly Said[]): Said[] {
  const result: Said[] = []
  for (const part of parts) {
    const last = result.at(-1)
    if (part.text === '') continue
    if (last?.kind === part.kind) result[result.length - 1] = { kind: part.kind, text: last.text + part.text }
    else result.push(part)
  }
  return result
}
