import type { LocalisedName } from '../../../../app/format.ts'
import type { NewLeaf } from '../model/new-leaf.ts'

/** Something that can be added to a rule. */
export interface Entry {
  readonly id: string
  readonly category: string
  readonly section: string
  readonly label: string
  /** Key, unit or other small print beside the label. */
  readonly note: string
  readonly add:
    | { readonly kind: 'tag'; readonly tag: string }
    | { readonly kind: NewLeaf; readonly name: string }
    | { readonly kind: 'group' }
    | { readonly kind: 'upload' }
  /** What a search looks at, in lower case. */
  readonly words: string
}

export interface Category {
  readonly id: string
  readonly label: string
}

export const wordsOf = (...parts: readonly (string | LocalisedName)[]): string =>
  parts
    .flatMap((part) => (typeof part === 'string' ? [part] : Object.values(part)))
    .join(' ')
    .toLowerCase()

/** How well an entry answers a search: 0 = not at all. Every word has to occur; the label's beginning counts most. */
function rankOf(entry: Entry, search: readonly string[]): number {
  if (!search.every((word) => entry.words.includes(word))) return 0
  const label = entry.label.toLowerCase()
  const [first = ''] = search
  if (label === first || entry.note === first) return 4
  if (label.startsWith(first)) return 3
  return label.includes(first) ? 2 : 1
}

/** The entries of a category, or over all categories those that answer the search, the best first. */
export function entriesShown(entries: readonly Entry[], category: string, search: string): Entry[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return entries.filter((entry) => entry.category === category)
  return entries
    .map((entry) => ({ entry, rank: rankOf(entry, words) }))
    .filter(({ rank }) => rank > 0)
    .toSorted((a, b) => b.rank - a.rank)
    .map(({ entry }) => entry)
}
