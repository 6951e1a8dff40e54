/**
 * Where the parts of a JSON text stand: pointer → line, counted from 1. Only for texts that JSON.parse accepts.
 */
export function linesOf(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>()
  let at = 0
  let line = 1
  const skip = () => {
    for (; /\s/.test(text[at] ?? ''); at += 1) if (text[at] === '\n') line += 1
  }
  const readString = (): string => {
    const from = at
    for (at += 1; at < text.length && text[at] !== '"'; at += 1) if (text[at] === '\\') at += 1
    at += 1
    const value: unknown = JSON.parse(text.slice(from, at))
    return String(value)
  }
  const readParts = (close: string, readPart: (index: number) => void) => {
    at += 1
    skip()
    for (let index = 0; at < text.length && text[at] !== close; index += 1) {
      readPart(index)
      skip()
      if (text[at] === ',') at += 1
      skip()
    }
    at += 1
  }
  const readValue = (pointer: string) => {
    skip()
    lines.set(pointer, line)
    if (text[at] === '{')
      readParts('}', () => {
        const key = readString().replaceAll('~', '~0').replaceAll('/', '~1')
        skip()
        at += 1
        readValue(`${pointer}/${key}`)
      })
    else if (text[at] === '[') readParts(']', (index) => readValue(`${pointer}/${index}`))
    else if (text[at] === '"') readString()
    else while (at < text.length && !/[\s,\]}]/.test(text[at] ?? '')) at += 1
  }
  readValue('')
  return lines
}

/** The line of a pointer, or of the innermost part around it that is there. */
export function lineOf(lines: ReadonlyMap<string, number>, pointer: string): number {
  for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1)) {
    const line = lines.get(pointer.slice(0, end))
    if (line !== undefined) return line
  }
  return 1
}
