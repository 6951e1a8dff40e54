/** Where the tags and outputs of a Liquid text stand: from, to. One pass: an unclosed one ends the search. */
function* markupOf(text: string): Generator<readonly [from: number, to: number]> {
  const opening = /\{[{%]/g
  for (let found = opening.exec(text); found; found = opening.exec(text)) {
    const end = text.indexOf(found[0] === '{{' ? '}}' : '%}', opening.lastIndex)
    if (end < 0) return
    opening.lastIndex = end + 2
    yield [found.index, end + 2]
  }
}

/** Tags and outputs in a text at most: Liquid looks for the place of each from the beginning of the text. */
const mostMarkup = 500

/** @throws Error when a text has more tags and outputs than anybody could mean */
export function refuseTooMuchMarkup(text: string): void {
  let left = mostMarkup
  for (const _ of markupOf(text)) {
    left -= 1
    if (left < 0) throw new Error(`more than ${mostMarkup} variables and tags`)
  }
}

/** What a Liquid text says by itself. `filler`: one for each character that was taken out. */
export function withoutMarkup(text: string, filler = ''): string {
  let plain = ''
  let at = 0
  for (const [from, to] of markupOf(text)) {
    plain += text.slice(at, from) + filler.repeat(to - from)
    at = to
  }
  return plain + text.slice(at)
}
