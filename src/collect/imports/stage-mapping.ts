import { createCompiler } from './compile-expression.ts'
import type { Expression } from './expression.ts'
import type { OpenSource } from './sources/source.ts'
import { textList, textLiteral } from './sql-text.ts'
import { type Mapping, stageTypes, type Target } from './targets/target.ts'

/** Name of the table that holds a target's rows as they were read. */
export const stageTable = (target: Target): string => `import_stage_${target.name}`

/** `CREATE TABLE` of the stage: where each row came from, what is wrong with it, and its parsed fields. */
export function createStage(target: Target): string {
  const fields = Object.entries(target.fields).map(
    ([name, field]) => `\`f_${name}\` ${stageTypes[field.type]}`,
  )
  return `CREATE TABLE ${stageTable(target)} (
    mapping UInt16, file LowCardinality(String), line UInt64,
    problem LowCardinality(String),
    ${fields.join(',\n    ')}
  ) ENGINE = MergeTree ORDER BY tuple()`
}

/**
 * One statement that reads a file, fills a target's fields by the mapping's expressions, and notes the first thing
 * that is wrong with each row as `reason|field`.
 */
export function stageMapping(
  target: Target,
  index: number,
  mapping: Mapping,
  source: OpenSource,
  open: (file: string) => OpenSource,
  timezone: string,
): string {
  const place = `${target.name}[${index}]`
  const compiler = createCompiler(source, open, timezone)
  const problems: string[] = []
  const values: string[] = []
  for (const [name, field] of Object.entries(target.fields)) {
    if (field.type === 'attributes') {
      values.push(
        attributesOf(
          mapping.attributes[name] ?? {},
          (of, key) => compiler.compile(of, 'text', `${place}.${name}.${key}`).value,
        ),
      )
      continue
    }
    const expression = mapping.fields[name]
    const { value, problem } =
      expression === undefined
        ? { value: field.type === 'text' ? "''" : 'NULL', problem: "''" }
        : compiler.compile(expression, field.type, `${place}.${name}`)
    values.push(value)
    const missing = field.type === 'text' ? `${value} = ''` : `isNull(${value})`
    if (problem !== "''") problems.push(`${problem} != '', concat(${problem}, '|${name}')`)
    if (field.required) problems.push(`${missing}, 'missing_value|${name}'`)
    if (field.oneOf)
      problems.push(`NOT has(${textList(['', ...field.oneOf])}, ${value}), 'unmapped_value|${name}'`)
  }
  const passes = compiler.passes(mapping.where, `${place}.where`)
  return `INSERT INTO ${stageTable(target)}
SELECT
  ${index}, ${textLiteral(source.path)}, src.line,
  multiIf(src.bad, 'malformed_line|', ${[...problems, "''"].join(', ')}),
  ${values.join(',\n  ')}
${compiler.from()}
WHERE src.bad OR (${passes})`
}

function attributesOf(
  expressions: Readonly<Record<string, Expression>>,
  compile: (expression: Expression, key: string) => string,
): string {
  const type = stageTypes.attributes
  const pairs = Object.entries(expressions)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, expression]) => `${textLiteral(key)}, ${compile(expression, key)}`)
  return pairs.length === 0
    ? `CAST(map() AS ${type})`
    : `CAST(mapFilter((k, v) -> v != '', map(${pairs.join(', ')})) AS ${type})`
}
