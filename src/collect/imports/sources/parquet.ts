import type { PlanFile } from '../schema.ts'
import { textList, textLiteral } from '../sql-text.ts'
import type { OpenSource } from './source.ts'

/** Parquet rows; `line` is the row's number, 1 = first. Typed columns are taken as their exact text. */
export function parquetSource(path: string, file: PlanFile, columns: readonly string[]): OpenSource {
  return {
    path: file.path,
    columns,
    render: (wanted) => {
      const cells = wanted.map((name) => `ifNull(toString(${quoted(name)}), '')`)
      const clean = `arrayMap(c -> if(has(${textList(file.nulls)}, c), '', trimBoth(c)), [${cells.join(', ')}]::Array(String))`
      return (
        `SELECT assumeNotNull(_row_number) + 1 AS line, false AS bad, ${clean} AS cells ` +
        `FROM file(${textLiteral(path)}, 'Parquet')`
      )
    },
  }
}

/** A column of somebody else's file may have any name. */
function quoted(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('{', '\\x7B')}\``
}
