import { z } from 'zod'
import { withinScopeSql } from '../../../govern/access/index.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { businessDay } from '../../../understand/rules/index.ts'
import { latestSnapshot } from '../../../understand/segments/index.ts'
import type { TemplateDraft } from '../schema.ts'
import { findVariable, loadWorld, type VariableWorld } from '../variables/index.ts'
import { longStatements, peopleIn, statementsOf } from '../variables/statements.ts'
import { prepareLanguages } from '../render/render-batch.ts'

export const audienceView = z.object({
  segment: z.string(),
  snapshot: z.number().int(),
  asOf: z.iso.datetime(),
  customers: z.number().int(),
  complete: z.number().int().describe('Those who have every value that the text always needs'),
  lacking: z.number().int().describe('Those who would get no message'),
  variables: z.array(
    z.object({
      path: z.string(),
      needed: z.enum(['always', 'sometimes']),
      missing: z.number().int(),
      examples: z
        .array(z.string())
        .describe('Numbers of customers without a value, for those who may read customers'),
    }),
  ),
})
type AudienceView = z.output<typeof audienceView>

interface Needed {
  readonly path: string
  readonly needed: 'always' | 'sometimes'
}

/** Variables without any value to stand in for them, in whichever language they are needed. */
export function neededVariables(draft: TemplateDraft, world: VariableWorld): Needed[] {
  const prepared = prepareLanguages(draft, world)
  const uses = prepared.flatMap(({ compiled, needs }) => {
    const open = new Set(needs.filter(({ standIn }) => standIn === undefined).map(({ path }) => path))
    return compiled.texts
      .flatMap(({ references }) => references)
      .flatMap(({ path, needed }): Needed[] =>
        needed === 'never' || !open.has(path) || findVariable(path, world)?.group === 'message'
          ? []
          : [{ path, needed }],
      )
  })
  return [...Map.groupBy(uses, ({ path }) => path)].map(([path, all]) => ({
    path,
    needed: all.some(({ needed }) => needed === 'always') ? 'always' : 'sometimes',
  }))
}

/**
 * How many customers of a segment, in the data scope of who asks, lack a value that a template needs, and some of them: what a sender would find out
 * touch by touch, asked of all at once before anything is sent. The statements that read the values are those that
 * compose the messages.
 * @throws AppError not_found without a snapshot
 */
export async function checkAudience(
  ctx: Context,
  draft: TemplateDraft,
  segment: string,
): Promise<AudienceView> {
  const [world, snapshot] = await Promise.all([loadWorld(ctx), latestSnapshot(ctx, segment)])
  if (!snapshot)
    throw new AppError('not_found', `The segment "${segment}" has no snapshot yet: take one first`)
  const needed = neededVariables(draft, world)
  const members = `(SELECT DISTINCT ${canonical('customer')} AS person FROM segment_member
    WHERE segment = ${literal(snapshot.segmentId, 'UInt32')} AND version = ${literal(snapshot.version, 'UInt32')}
      AND ${withinScopeSql(ctx.actor, canonical('customer')) ?? '1'})`
  const now = ctx.clock.now()
  const moment = { now, day: businessDay(now, ctx.config.timezone) }
  const statements = statementsOf(
    needed.map(({ path }) => path),
    peopleIn(members),
    moment,
    world,
  )
  const long = { pool: 'long', settings: longStatements } as const
  const answered = new Set(statements.flatMap(({ paths }) => paths))
  // One bitmap for each variable: who has a value.
  const having = statements.map(({ paths, sql }) => {
    const wanted = paths
      .map((path, i) => ({ path, i }))
      .filter(({ path }) => needed.some((one) => one.path === path))
    const columns = wanted.map(
      ({ path, i }) => `(${literal(path, 'String')}, groupBitmapStateIf(toUInt32(person), v${i} != ''))`,
    )
    return `SELECT arrayJoin([${columns.join(', ')}]) AS pair, pair.1 AS path, pair.2 AS people FROM (${sql})`
  })
  const everyone = `SELECT groupBitmapState(toUInt32(person)) AS members FROM ${members}`
  const rows =
    having.length === 0
      ? []
      : await ctx.clickhouse.query(
          `WITH (${everyone}) AS all_members
           SELECT path, bitmapCardinality(bitmapAndnot(all_members, people)) AS missing,
                  bitmapToArray(bitmapSubsetLimit(bitmapAndnot(all_members, people), 0, 5)) AS some
           FROM (${having.join(' UNION ALL ')})`,
          {},
          z.object({ path: z.string(), missing: z.coerce.number(), some: z.array(z.number()) }),
          long,
        )
  const always = needed.filter((one) => one.needed === 'always').map(({ path }) => path)
  const [counts] = await ctx.clickhouse.query(
    `WITH (${everyone}) AS all_members
     SELECT bitmapCardinality(all_members) AS customers,
            ${
              having.length === 0
                ? 'customers'
                : `(SELECT bitmapCardinality(bitmapAnd(all_members, groupBitmapAndState(people)))
                    FROM (${having.join(' UNION ALL ')}) WHERE path IN ${literal(always, 'Array(String)')})`
            } AS complete`,
    {},
    z.object({ customers: z.coerce.number(), complete: z.coerce.number().nullable() }),
    long,
  )
  const customers = counts?.customers ?? 0
  const unreadable = needed.filter(({ path }) => !answered.has(path))
  const complete = unreadable.some(({ needed: how }) => how === 'always')
    ? 0
    : always.length === 0
      ? customers
      : (counts?.complete ?? 0)
  const numbers = await numbersOf(
    ctx,
    rows.flatMap(({ some }) => some),
  )
  return {
    segment,
    snapshot: snapshot.version,
    asOf: snapshot.asOf.toISOString(),
    customers,
    complete,
    lacking: customers - complete,
    variables: needed.map(({ path, needed: how }) => {
      const row = rows.find((one) => one.path === path)
      return {
        path,
        needed: how,
        // A tag that was never computed has no table: nobody has a value.
        missing: row?.missing ?? customers,
        examples: (ctx.actor.scopes.has('customers:read') ? (row?.some ?? []) : []).map(
          (customer) => numbers.get(customer) ?? `~${customer}`,
        ),
      }
    }),
  }
}

async function numbersOf(ctx: Context, customers: readonly number[]): Promise<Map<number, string>> {
  if (customers.length === 0) return new Map()
  const rows = await ctx.clickhouse.query(
    `SELECT customer, number FROM customer FINAL WHERE customer IN {customers:Array(UInt32)} AND number != ''`,
    { customers: [...new Set(customers)] },
    z.object({ customer: z.number(), number: z.string() }),
  )
  return new Map(rows.map(({ customer, number }) => [customer, number]))
}
