import type { CustomerSet } from '../customer-set.ts'
import { scanOf } from '../leaf-scan.ts'

/** Customers as words: a SELECT of `word` and `bits` (each word at most once), or everybody but them. */
interface Relation {
  readonly sql: string
  readonly complement: boolean
  /** It holds only numbers that stand in `customer`. */
  readonly known: boolean
}

/** Beyond this joining costs more than bitmaps do. */
const mostRelations = 16

/** Numbers of a SELECT's rows as words. Rows mostly come in order of the customer, which saves the hash table. */
function wordsOf(who: string, from: string): string {
  return `SELECT intDiv(${who}, 64) AS word, groupBitOr(bitShiftLeft(toUInt64(1), ${who} % 64)) AS bits FROM ${from} GROUP BY word`
}

const merged: Relation = {
  sql: wordsOf('customer', 'customer_merge FINAL WHERE customer != into'),
  complement: true,
  known: true,
}

/**
 * Every customer: the numbers of `customer` (read from its projection `words`, so the expressions are those of the
 * projection), and what they were merged into.
 */
const everybody: Relation = {
  sql: union([
    wordsOf('customer', 'customer'),
    wordsOf(
      'into',
      `customer_merge FINAL WHERE customer != into AND customer IN (
  SELECT customer FROM customer WHERE customer IN (SELECT customer FROM customer_merge FINAL WHERE customer != into))`,
    ),
  ]),
  complement: false,
  known: true,
}

/**
 * A folded set as words: SELECT of `word` and `bits`, canonical numbers of known customers. Undefined where bitmaps
 * serve better: neither does any part of it have words nor must it be compared with everybody, or too many parts would
 * have to be joined. Who logged in within 30 days, of 12 million customers: 115 ms against 200 as bitmaps, of which
 * building everybody's was half.
 */
export function wordsSql(set: CustomerSet): string | undefined {
  const { relations, sliced } = weigh(set)
  if (relations > mostRelations) return undefined
  const relation = relate(set)
  const missing = relation.complement || !relation.known ? [everybody] : []
  if (!sliced && missing.length === 0) return undefined
  return intersect([...missing, relation, merged]).sql
}

function weigh(set: CustomerSet): { relations: number; sliced: boolean } {
  switch (set.kind) {
    case 'rows':
      return { relations: 1, sliced: set.words !== undefined }
    case 'exists':
    case 'groups':
      return { relations: 1, sliced: false }
    case 'not':
      return weigh(set.of)
    default: {
      const parts = set.of.map(weigh)
      return {
        relations: parts.reduce((sum, part) => sum + part.relations, 0),
        sliced: parts.some((part) => part.sliced),
      }
    }
  }
}

function relate(set: CustomerSet): Relation {
  switch (set.kind) {
    case 'rows':
    case 'exists':
    case 'groups': {
      if (set.kind === 'rows' && set.words) {
        const { table, sql } = set.words
        const bits = set.absent ? `bitXor(present, ${sql})` : sql
        return { sql: `SELECT word, ${bits} AS bits FROM ${table}`, complement: set.absent, known: true }
      }
      const { who, from, complement, known } = scanOf(set, undefined)
      return { sql: wordsOf(who, from), complement, known }
    }
    case 'not':
      return opposite(relate(set.of))
    case 'all':
      return intersect(set.of.map(relate))
    case 'any':
      return opposite(intersect(set.of.map(relate).map(opposite)))
  }
}

function opposite(relation: Relation): Relation {
  return { ...relation, complement: !relation.complement }
}

function intersect(relations: readonly Relation[]): Relation {
  const inside = relations.filter(({ complement }) => !complement)
  const outside = relations.filter(({ complement }) => complement)
  const [first, ...others] = inside
  if (!first)
    return {
      sql: union(outside.map(({ sql }) => sql)),
      complement: true,
      known: outside.every(({ known }) => known),
    }
  const known = inside.some((relation) => relation.known)
  if (relations.length === 1) return { ...first, known }
  const joins = [
    ...others.map(({ sql }, i) => `INNER JOIN (${sql}) AS in${i} ON in${i}.word = among.word`),
    ...outside.map(({ sql }, i) => `LEFT JOIN (${sql}) AS out${i} ON out${i}.word = among.word`),
  ]
  const bits = [
    ...others.map((_, i) => `in${i}.bits`),
    ...outside.map((_, i) => `bitNot(out${i}.bits)`),
  ].reduce((all, one) => `bitAnd(${all}, ${one})`, 'among.bits')
  return {
    sql: `SELECT among.word AS word, ${bits} AS bits FROM (${first.sql}) AS among\n${joins.join('\n')}`,
    complement: false,
    known,
  }
}

function union(selects: readonly string[]): string {
  const [only] = selects
  return selects.length === 1 && only !== undefined
    ? only
    : `SELECT word, groupBitOr(bits) AS bits FROM (\n${selects.join('\nUNION ALL\n')}) GROUP BY word`
}
