import { z } from 'zod'
import { isWithinScope } from '../../govern/access/index.ts'
import type { Context } from '../../platform/context.ts'
import { canonical } from '../../platform/clickhouse/canonical.ts'
import { containsSql } from './algebra.ts'
import type { Language } from './names.ts'
import { checkRule } from './check-rule.ts'
import type { RuleScope } from './leaves/index.ts'
import { type Rule, visitRule } from './rule.ts'
import { sqlText } from './sql-text.ts'

/** Why a customer satisfies a rule or not: the rule's own tree, with what every condition saw. */
export type Explanation =
  | { readonly all: readonly Explanation[]; readonly met: boolean }
  | { readonly any: readonly Explanation[]; readonly met: boolean }
  | { readonly not: Explanation; readonly met: boolean }
  | {
      readonly pointer: string
      readonly sentence: Readonly<Record<Language, string>>
      /** The value that was compared, as text; null = there is none. */
      readonly seen: string | null
      readonly met: boolean
    }

/** SQL expression of a Map from customer to the value that a leaf sees. */
function seenSql(observation: { table: string; where: string; value: string }, only: string): string {
  const { table, where, value } = observation
  return `(SELECT CAST((groupArray(who), groupArray(value)), 'Map(UInt32, String)') FROM (SELECT ${canonical('customer')} AS who, ${value} AS value FROM ${table} WHERE customer IN (${only}) AND ${where} GROUP BY who HAVING isNotNull(value)))`
}

/**
 * Explain a rule for customers, by number. Every leaf is compiled as for everybody, and read for these customers only.
 * @param customers numbers that stand in `customer` and were not merged
 * @throws AppError invalid_definition when the rule is wrong
 */
export async function explainRule(
  { clickhouse }: Pick<Context, 'clickhouse'>,
  value: unknown,
  scope: RuleScope,
  customers: readonly number[],
  pointer = '',
): Promise<Map<number, Explanation>> {
  const rule = checkRule(value, scope.catalogue, { pointer })
  if (customers.length === 0) return new Map()
  const stored = await storedNumbers(clickhouse, customers)
  const met: string[] = []
  const seen: string[] = []
  const absent: (string | null)[] = []
  visitRule<void>(rule, {
    all: () => undefined,
    any: () => undefined,
    not: () => undefined,
    leaf: (leaf, kind) => {
      met.push(containsSql(kind.compile(leaf, scope), 'customer', stored))
      const observation = kind.observe(leaf, scope)
      seen.push(seenSql(observation, stored.join(', ')))
      absent.push(observation.absent ?? null)
    },
  })
  const rows = await clickhouse.query(
    `SELECT customer, [${met.join(',\n')}] AS met,
arrayMap(values -> if(mapContains(values, customer), values[customer], NULL), [${seen.join(',\n')}]) AS seen
FROM (SELECT arrayJoin([${customers.map((customer) => `toUInt32(${customer})`).join(', ')}]) AS customer)`,
    {},
    z.object({
      customer: z.number(),
      met: z.array(z.coerce.boolean()),
      seen: z.array(z.string().nullable()),
    }),
  )
  return new Map(
    rows.map(({ customer, ...row }) => {
      const values = row.seen.map((one, at) => one ?? absent[at] ?? null)
      return [customer, explainOne(rule, scope, { met: row.met, seen: values }, pointer)]
    }),
  )
}

/** These numbers and those that were merged into them: what tables may hold. */
async function storedNumbers(
  clickhouse: Context['clickhouse'],
  customers: readonly number[],
): Promise<number[]> {
  const merged = await clickhouse.query(
    `SELECT customer FROM customer_merge FINAL WHERE into IN (${customers.map(Number).join(', ')})`,
    {},
    z.object({ customer: z.number() }),
  )
  return [...new Set([...customers, ...merged.map(({ customer }) => customer)])]
}

function explainOne(
  rule: Rule,
  { catalogue }: RuleScope,
  row: { met: readonly boolean[]; seen: readonly (string | null)[] },
  from: string,
): Explanation {
  let next = 0
  return visitRule<Explanation>(
    rule,
    {
      all: (all) => ({ all, met: all.every((child) => child.met) }),
      any: (any) => ({ any, met: any.some((child) => child.met) }),
      not: (not) => ({ not, met: !not.met }),
      leaf: (leaf, kind, pointer) => {
        const at = next
        next += 1
        return {
          pointer,
          sentence: {
            'zh-CN': kind.describe(leaf, catalogue, 'zh-CN'),
            en: kind.describe(leaf, catalogue, 'en'),
          },
          seen: row.seen[at] ?? null,
          met: row.met[at] ?? false,
        }
      },
    },
    from,
  )
}

/**
 * The number to explain a customer by, from the bank's own customer number; null when nobody has it.
 */
export async function findCustomer(
  { clickhouse, actor }: Pick<Context, 'clickhouse' | 'actor'>,
  number: string,
): Promise<number | null> {
  const [found] = await clickhouse.query(
    `SELECT ${canonical('customer')} AS found FROM customer WHERE number = ${sqlText(number)} LIMIT 1`,
    {},
    z.object({ found: z.number() }),
  )
  if (!found || !(await isWithinScope({ clickhouse, actor }, found.found))) return null
  return found.found
}
