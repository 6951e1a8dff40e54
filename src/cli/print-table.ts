type Cell = string | number | null

const wide = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6]/gu

/** Columns that a terminal needs; Chinese characters take two. */
function width(text: string): number {
  return [...text].length + (text.match(wide)?.length ?? 0)
}

function shown(cell: Cell): string {
  if (cell === null) return '–'
  return typeof cell === 'number' ? cell.toLocaleString('en-US') : cell
}

/** A number, a text that is one with a unit at most, or nothing. */
function isFigure(cell: Cell): boolean {
  return typeof cell === 'number' || cell === null || /^(–|[-+−]?\d[\d,.]*( %)?)$/.test(cell)
}

/** Print rows in aligned columns, columns of figures to the right. */
export function printTable(header: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const texts = rows.map((row) => row.map(shown))
  const widths = header.map((name, column) =>
    Math.max(width(name), ...texts.map((row) => width(row[column] ?? ''))),
  )
  const right = header.map((_, column) => rows.every((row) => isFigure(row[column] ?? null)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => {
        const space = ' '.repeat((widths[column] ?? 0) - width(cell))
        return right[column] ? space + cell : cell + space
      })
      .join('  ')
      .trimEnd()
  console.log(`  ${line(header)}`)
  console.log(`  ${widths.map((size) => '─'.repeat(size)).join('  ')}`)
  for (const row of texts) console.log(`  ${line(row)}`)
}
