import { z } from 'zod'
import { canonical } from '../../platform/clickhouse/canonical.ts'
import type { ClickHouse, StatementOptions } from '../../platform/clickhouse/clickhouse.ts'
import { AppError } from '../../platform/errors.ts'
import { type Blocks, type CustomerBlock, inBlock } from './customer-blocks.ts'

const granted = new Set(['customer', 'holding', 'balance', 'ledger', 'event', 'product', 'relation'])

/** Functions that only compute. Everything else (files, networks, dictionaries, settings, waiting) is refused. */
const computing = new RegExp(
  `^(${[
    'and|or|not|xor|equals|notEquals|less|greater|lessOrEquals|greaterOrEquals|in|notIn|like|notLike|ilike|notILike|match',
    'plus|minus|multiply|divide|modulo|negate|abs|round|floor|ceil|sqrt|log|log2|log10|ln|exp|pow|power|sign|least|greatest|intDiv|isFinite|isNaN',
    'if|multiIf|ifNull|nullIf|coalesce|isNull|isNotNull|assumeNotNull|caseWithExpression|caseWithoutExpression|transform|between',
    'cast|_cast|accurateCastOrNull|to(Float|Decimal|Int|UInt|Date|String|Year|Month|Quarter|Day|Hour|Start|Monday|Yyyy|Bool)\\w*|parseDateTime\\w*',
    'date(Diff|Add|Sub|Trunc)|age|add(Days|Weeks|Months|Years|Hours)|subtract(Days|Weeks|Months|Years|Hours)|today|now|now64',
    'lower|upper|length|lengthUTF8|substring|substringUTF8|concat|trim\\w*|replace\\w*|splitByChar|startsWith|endsWith|position|empty|notEmpty|extract',
    'tuple|tupleElement|array|arrayElement|lambda|array(Map|Filter|Sort|ReverseSort|Sum|Avg|Min|Max|Count|Exists|All|Distinct|Join|CumSum|Zip|Enumerate)|has|mapContains|mapKeys|mapValues',
    '(count|sum|avg|min|max|any|anyLast|argMin|argMax|uniq|uniqExact|median|quantile|quantileExact|stddevPop|stddevSamp|varPop|varSamp|groupArray|groupUniqArray|topK)(If|OrNull|OrNullIf)?',
    'row_number|rank|dense_rank|lag|lead|first_value|last_value|countDistinct|cityHash64|sipHash64',
  ].join('|')})$`,
  'i',
)

function refuse(problem: string): AppError {
  return new AppError('invalid_definition', `The query of a SQL tag ${problem}`)
}

/** The query without what stands in quotes. */
function withoutTexts(query: string): string {
  const bare = query.replaceAll(/'(?:[^'\\]|\\.|'')*'/gs, "''")
  if (/[;{}"`$#\\]|--|\/\*/.test(bare))
    throw refuse('may not hold comments, semicolons, braces or quoted names: leave them out')
  let depth = 0
  for (const sign of bare) {
    depth += sign === '(' ? 1 : sign === ')' ? -1 : 0
    if (depth < 0) break
  }
  if (depth !== 0) throw refuse('has brackets that do not match')
  if (query.includes('{')) throw refuse('may not hold braces, not even in texts')
  return bare
}

/**
 * Refuse a query that is more than a read of granted tables: judged by the engine's own parse tree, before anything
 * runs. (The embedded engine has no users and grants.)
 * @throws AppError invalid_definition saying what is wrong
 */
export async function checkTagQuery(
  clickhouse: ClickHouse,
  query: string,
  options: StatementOptions = {},
): Promise<void> {
  const bare = withoutTexts(query)
  if (!/^\s*(select|with)\b/i.test(bare)) throw refuse('must begin with SELECT or WITH')
  const lines = await parsed(clickhouse, query, options)
  const own = new Set([...bare.matchAll(/\b([A-Za-z_]\w*)\s+AS\s*\(/gi)].map(([, name = '']) => name))
  if (own.size > 0) await refuseShadowing(clickhouse, [...own], options)
  lines.forEach((line, i) => {
    const [node = '', name = ''] = line.trim().split(' ')
    if (node === 'Set') throw refuse('may not change settings')
    if (
      node === 'TableIdentifier' &&
      !granted.has(name) &&
      !own.has(name) &&
      !/^tag_[a-z][a-z0-9_]*$/.test(name)
    )
      throw refuse(`reads "${name}": it may read ${[...granted].join(', ')} and tag_<group>`)
    if (node === 'Function' && !computing.test(name))
      throw refuse(`calls ${name}, which is not among the functions that it may call`)
    if (
      node === 'Function' &&
      /in$/i.test(name) &&
      /^(not)?in$/i.test(name) &&
      rightSide(lines, i) === 'Identifier'
    )
      throw refuse('compares with a table by IN: write a list or (SELECT …)')
  })
}

/** The node that stands right of IN. */
function rightSide(lines: readonly string[], at: number): string {
  const operands = depth(lines[at] ?? '') + 2
  let seen = 0
  for (const line of lines.slice(at + 1)) {
    if (depth(line) < operands - 1) break
    if (depth(line) === operands) seen += 1
    if (seen === 2) return line.trim().split(' ')[0] ?? ''
  }
  return ''
}

const depth = (line: string): number => line.length - line.trimStart().length

async function parsed(clickhouse: ClickHouse, query: string, options: StatementOptions): Promise<string[]> {
  try {
    const rows = await clickhouse.query(
      `SELECT explain FROM (EXPLAIN AST SELECT customer, value FROM (${query}))`,
      {},
      z.object({ explain: z.string() }),
      options,
    )
    return rows.map(({ explain }) => explain)
  } catch (error) {
    options.signal?.throwIfAborted()
    throw refuse(`cannot be read: ${error instanceof Error ? error.message.slice(0, 300) : 'syntax error'}`)
  }
}

/** A name of its own that is also a table would let another part of the query read that table. */
async function refuseShadowing(
  clickhouse: ClickHouse,
  names: readonly string[],
  options: StatementOptions,
): Promise<void> {
  const [found] = await clickhouse.query(
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND name IN {names:Array(String)} LIMIT 1`,
    { names },
    z.object({ name: z.string() }),
    options,
  )
  if (found) throw refuse(`calls a part of itself "${found.name}", but that is a table: use another name`)
}

/** The checked query's rows of one block of customers, one a customer; of several the largest value counts. */
export function queryRows(query: string, blocks: Blocks): (block: CustomerBlock) => string {
  return (block) => {
    const who = canonical('customer')
    const within = inBlock({ ...blocks, merges: false }, block).map((condition) =>
      condition.replaceAll('customer', 'who'),
    )
    return `SELECT who AS customer, max(value) AS value
FROM (SELECT ${who} AS who, value FROM (SELECT toUInt32(customer) AS customer, value FROM (${query})))
WHERE ${['1', ...within].join(' AND ')} GROUP BY who`
  }
}

/** What a refresh of SQL tags may use. */
export const queryLimits = { max_memory_usage: 2 * 1024 ** 3, max_execution_time: 120 }
