import { inexactMark } from '../parse-money.ts'
import type { PlanFile } from '../schema.ts'
import { textList, textLiteral } from '../sql-text.ts'
import { delimitedLines } from './delimited.ts'
import type { OpenSource } from './source.ts'

/** One JSON object a line; a column `a.b` is the member `b` of the object `a`, unless a member is called `a.b`. */
export function ndjsonSource(path: string, file: PlanFile): OpenSource {
  return {
    path: file.path,
    columns: undefined,
    marksInexact: true,
    render: (wanted) => {
      const cells = wanted.map((name) => {
        const nested = name.split('.').map(textLiteral).join(', ')
        return name.includes('.')
          ? `if(JSONHas(text, ${textLiteral(name)}), ${member(textLiteral(name))}, ${member(nested)})`
          : member(nested)
      })
      const clean = `arrayMap(c -> if(has(${textList(file.nulls)}, c), '', trimBoth(c)), [${cells.join(', ')}]::Array(String))`
      return (
        `SELECT line_number AS line, NOT isValidJSON(text) OR JSONType(text) != 'Object' AS bad, ${clean} AS cells ` +
        `FROM (${delimitedLines(path, file)}) WHERE trimBoth(text) != ''`
      )
    },
  }
}

/**
 * A member as text. JSON numbers with a fraction become doubles, which hold 15 digits: a longer one is marked, so that
 * money refuses it (`inexact_amount`) instead of rounding it. Deliver long amounts as strings.
 */
function member(path: string): string {
  const type = `JSONType(text, ${path})`
  const raw = `JSONExtractRaw(text, ${path})`
  return (
    `multiIf(${type} = 'String', JSONExtractString(text, ${path}), ${type} = 'Null', '', ` +
    `${type} = 'Double' AND length(replaceRegexpAll(${raw}, '[^0-9]', '')) > 15, concat(${raw}, ${textLiteral(inexactMark)}), ${raw})`
  )
}
