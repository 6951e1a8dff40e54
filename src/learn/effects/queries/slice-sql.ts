import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { identifier, literal } from '../../../platform/clickhouse/literal.ts'
import type { CatalogueTag } from '../../../understand/rules/index.ts'
import { assignedSql, type EffectQuestion, type Slices } from './read-arms.ts'

type Assigned = Pick<EffectQuestion, 'journey' | 'committedTick' | 'holdoutNodes'>

/** Everyone assigned by the value of a tag; who has none is in the slice ''. */
export function slicesByValue({ key }: CatalogueTag, table: string, question: Assigned): Slices {
  return `
    SELECT assigned.person AS person, tagged.value AS slice
    FROM (${assignedSql(question)}) AS assigned
    LEFT JOIN (
      SELECT ${canonical('customer')} AS owner, any(ifNull(toString(${identifier(key)}), '')) AS value
      FROM ${identifier(table)} GROUP BY owner
    ) AS tagged ON assigned.person = tagged.owner`
}

/** Everyone assigned who has a score, in ten equal slices: '0' the highest scores … '9' the lowest, ties by hash. */
export function slicesByScore({ key }: CatalogueTag, table: string, question: Assigned): Slices {
  return `
    SELECT person, toString(intDiv((row_number() OVER (ORDER BY score DESC, sipHash64(person)) - 1) * 10,
                                   count() OVER ())) AS slice
    FROM (
      SELECT assigned.person AS person, any(tagged.${identifier(key)}) AS score
      FROM (${assignedSql(question)}) AS assigned
      INNER JOIN (SELECT ${canonical('customer')} AS owner, ${identifier(key)} FROM ${identifier(table)}) AS tagged
        ON assigned.person = tagged.owner
      WHERE isNotNull(tagged.${identifier(key)})
      GROUP BY person
    )`
}

/** Everyone who came to a split by the branch that they took first. */
export function slicesByBranch(node: string, { journey, committedTick }: Assigned): Slices {
  return `
    SELECT ${canonical('customer')} AS person, toString(argMin(node, tick)) AS slice
    FROM journey_step
    WHERE journey = ${journey} AND tick <= ${committedTick} AND origin = ${literal(node, 'String')}
    GROUP BY person`
}
