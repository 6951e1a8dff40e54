import { withoutMarkup } from '../liquid/markup.ts'

export interface SensitiveWord {
  readonly word: string
  readonly severity: 'forbidden' | 'caution'
  readonly topic: string
  readonly source: string
  readonly suggestion: string
}

export interface FoundWord {
  readonly entry: SensitiveWord
  /** Offset in the text, and how many characters of it, blanks between them included. */
  readonly at: number
  readonly length: number
}

/** Characters that people put into a word so that filters miss it. */
const ignored = /[\s\u200B-\u200D\uFEFF·.,，、。*_|~-]/u

/** What is looked for: without case, width and what people put into a word. */
export function bareWord(word: string): string {
  return [...word.normalize('NFKC').toLowerCase()].filter((char) => !ignored.test(char)).join('')
}

/**
 * Every listed word in a text, whatever its case, its width and the blanks inside it. A word inside a longer one that
 * was found is not told twice. Variables and Liquid tags are no words.
 */
export function findWords(text: string, words: readonly SensitiveWord[]): FoundWord[] {
  const plain = withoutMarkup(text, '\0')
  const places: number[] = []
  let bare = ''
  for (let i = 0; i < plain.length; i += 1) {
    const char = (plain[i] ?? '').normalize('NFKC').toLowerCase()
    if (ignored.test(char)) continue
    for (const one of char) {
      bare += one
      for (let unit = 0; unit < one.length; unit += 1) places.push(i)
    }
  }
  const found = words.flatMap((entry): FoundWord[] => {
    const wanted = bareWord(entry.word)
    if (wanted === '') return []
    const hits: FoundWord[] = []
    for (let at = bare.indexOf(wanted); at >= 0; at = bare.indexOf(wanted, at + 1)) {
      const start = places[at] ?? 0
      const end = places[at + wanted.length - 1] ?? start
      hits.push({ entry, at: start, length: end - start + 1 })
    }
    return hits
  })
  return outermost(found)
}

/** Those that stand in no longer one, by their places. */
function outermost(found: readonly FoundWord[]): FoundWord[] {
  const inOrder = found.toSorted((left, right) => left.at - right.at || right.length - left.length)
  const kept: FoundWord[] = []
  // How far those before reach; two words of one place and length do not cover each other.
  let reach = 0
  let last: FoundWord | undefined
  for (const one of inOrder) {
    const twin = last?.at === one.at && last.length === one.length
    if (!twin && one.at + one.length <= reach) continue
    kept.push(one)
    reach = Math.max(reach, one.at + one.length)
    last = one
  }
  return kept
}
