import { z } from 'zod'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { identifier, literal } from '../../../platform/clickhouse/literal.ts'

/** What a search wants; every part that is there must fit, and of `who` any. */
export interface SearchTerms {
  readonly who: {
    /** Beginning of a customer number. */
    readonly number?: string | undefined
    /** Any part of a name. */
    readonly name?: string | undefined
    /** Keyed hash of a phone number. */
    readonly phoneHash?: string | undefined
    /** Encrypted phone number or email address. */
    readonly contact?: string | undefined
    /** Number of ours. */
    readonly customer?: number | undefined
  }
  readonly branches?: readonly string[] | undefined
  /** Organisations whose customers the reader sees; null = all. */
  readonly scope: readonly string[] | null
  readonly manager?: string | undefined
  readonly risk?: string | undefined
  readonly tag?: { readonly table: string; readonly column: string; readonly value: string } | undefined
}

export const candidateRow = z.object({ candidate: z.number() })

const text = (value: string): string => literal(value, 'String')

/**
 * Conditions that customers are looked for by, the best kind of match first; a later one leaves out what an earlier one
 * finds. Each is cheap in its own way, where one condition for all of them would read the whole bank: a phone is a point
 * of a key; a rare name is found by the text index over pairs of characters, a common one by reading until the page is
 * full. Measured on 12 million names: an unknown one in 5 ms with the index, in 160 ms without.
 * @param manyNumbers more customer numbers begin like this than a set should hold
 */
export function passesOf(
  { number, name, phoneHash, contact, customer }: SearchTerms['who'],
  manyNumbers: boolean,
): string[] {
  const passes: string[] = []
  const points: string[] = []
  if (phoneHash !== undefined)
    points.push(
      `customer IN (SELECT ${canonical('customer')} FROM identifier WHERE namespace = 'phone' AND value = ${text(phoneHash)})`,
    )
  if (contact !== undefined)
    points.push(
      `customer IN (SELECT ${canonical('customer')} FROM contact_point WHERE value = ${text(contact)})`,
    )
  if (customer !== undefined) points.push(`customer = ${canonical(literal(customer, 'UInt32'))}`)
  if (points.length > 0) passes.push(`(${points.join(' OR ')})`)
  if (number !== undefined)
    passes.push(
      manyNumbers
        ? `startsWith(number, ${text(number)})`
        : `customer IN (SELECT ${canonical('customer')} FROM identifier WHERE ${numbersSql(number)})`,
    )
  if (name !== undefined) {
    const contains = `name LIKE ${text(`%${escaped(name)}%`)}`
    // A single character is hardly a whole name, and no index finds it: looking for one would read every name.
    if ([...name].length > 1) passes.push(`${contains} AND name = ${text(name)}`)
    passes.push(`${contains} AND name != ${text(name)}`)
  }
  return passes.length === 0 ? ['1'] : passes
}

const escaped = (name: string): string => name.replaceAll(/[\\%_]/g, String.raw`\$&`)

/** Identifiers that are customer numbers with this beginning: one range of the key. */
function numbersSql(number: string): string {
  return `namespace = 'customer_number' AND startsWith(value, ${text(number)})`
}

/** Larger sets of numbers cost more to build than reading until the page is full. */
const largestSet = 20_000
export const countRow = z.object({ many: z.coerce.boolean() })
export function manyNumbersSql(number: string): string {
  return `SELECT count() > ${largestSet} AS many FROM (SELECT 1 FROM identifier WHERE ${numbersSql(number)} LIMIT ${largestSet + 1})`
}

/** Numbers of the customers that one pass finds, in their order. */
export function candidatesSql(terms: SearchTerms, pass: string, after: number, limit: number): string {
  const conditions = [
    `customer > ${literal(after, 'UInt32')}`,
    `customer = ${canonical('customer')}`,
    ...masterSql(terms),
    pass,
  ]
  if (terms.tag)
    conditions.push(
      `customer IN (SELECT customer FROM ${identifier(terms.tag.table)} WHERE toString(${identifier(terms.tag.column)}) = ${text(terms.tag.value)})`,
    )
  return `SELECT DISTINCT customer AS candidate FROM customer
WHERE ${conditions.join('\n  AND ')}
ORDER BY customer LIMIT ${literal(limit, 'UInt32')}`
}

/** Conditions on columns of `customer`; they hold for the newest row only, so they are asked again with FINAL. */
function masterSql({ branches, scope, manager, risk }: SearchTerms): string[] {
  return [
    ...(scope === null ? [] : [`branch IN ${literal(scope, 'Array(String)')}`]),
    ...(branches ? [`branch IN ${literal(branches, 'Array(String)')}`] : []),
    ...(manager === undefined ? [] : [`manager = ${text(manager)}`]),
    ...(risk === undefined ? [] : [`risk = ${text(risk)}`]),
  ]
}

export const foundRow = z.object({
  customer: z.number(),
  number: z.string(),
  name: z.string(),
  gender: z.string(),
  age: z.coerce.number().nullable(),
  city: z.string(),
  branch: z.string(),
  manager: z.string(),
  risk: z.string(),
  aum: z.string(),
})

/** The rows of one page with today's AUM. */
export function foundSql(terms: SearchTerms, candidates: readonly number[]): string {
  const numbers = literal(candidates, 'Array(UInt32)')
  return `SELECT customer, number, name, gender,
  if(birth_date IS NULL, NULL, age('year', birth_date, {day:Date32})) AS age, city, branch, manager, risk,
  toString(held.aum) AS aum
FROM (SELECT * FROM customer FINAL WHERE customer IN ${numbers}${masterSql(terms)
    .map((one) => ` AND ${one}`)
    .join('')}) AS found
LEFT JOIN (
  SELECT ${canonical('customer')} AS holder, sum(amount) AS aum FROM balance FINAL
  WHERE customer IN (SELECT customer FROM customer_merge WHERE into IN ${numbers} UNION DISTINCT SELECT arrayJoin(${numbers}))
    AND \`from\` <= {day:Date32} AND \`to\` > {day:Date32} AND class IN {classes:Array(String)}
  GROUP BY holder
) AS held ON held.holder = found.customer`
}
