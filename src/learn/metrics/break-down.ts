import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { businessDay, definitionKey, type RuleCatalogue } from '../../understand/rules/index.ts'
import { loadRuleCatalogue } from '../../understand/segments/index.ts'
import { daysBetween } from '../../platform/calendar-day.ts'
import { seriesSql } from './compute/series-sql.ts'
import type { Split } from './compute/series-question.ts'
import { loadResolved } from './load-definitions.ts'
import { childrenOf, organisationMeant, organisationsBelow, readOrganisations } from './organisations.ts'
import { refuseRange } from './read-series.ts'
import { fingerprintOf } from './resolve-formula.ts'
import { dayRange, organisationCode } from './schema.ts'
import { readValues } from './values/read-values.ts'

/** Someone waits for the answer. */
const limits = { max_execution_time: 20 }
const mostDays = 92
const mostElements = 100

const dimension = {
  tag: definitionKey.optional().describe('Which tag, such as the tier; what it says of a customer now'),
  segment: definitionKey
    .optional()
    .describe('Which segment: the members of its newest snapshot, and everybody else'),
}
/** What is computed when asked. */
export const dimensionQuery = dayRange.extend({
  by: z.enum(['class', 'tag', 'segment']),
  ...dimension,
  organisation: organisationCode.default(''),
})
type DimensionQuery = z.output<typeof dimensionQuery>
export const breakdownQuery = dimensionQuery.extend({
  by: z
    .enum(['organisation', 'class', 'tag', 'segment'])
    .describe('organisation: those directly below, by their stored values'),
})
export const breakdownView = z.object({
  elements: z
    .array(
      z.object({
        element: z
          .string()
          .describe(
            'Code of the organisation, product class, value of the tag (empty = no value), or in and out of the segment',
          ),
        points: z.array(z.object({ day: z.string(), value: z.number().nullable() })),
      }),
    )
    .describe('The largest at the last day first'),
})
type BreakdownView = z.output<typeof breakdownView>

/**
 * A metric over time by an element of it.
 * @throws AppError not_found, invalid_request for ranges that are too long, forbidden outside of the data scope
 */
export async function breakDown(
  ctx: Context,
  key: string,
  query: z.output<typeof breakdownQuery>,
  signal?: AbortSignal,
): Promise<BreakdownView> {
  const { by, ...rest } = query
  return by === 'organisation'
    ? breakDownByOrganisation(ctx, key, rest)
    : breakDownByDimension(ctx, key, { ...rest, by }, signal)
}

/** Stored values of the organisations directly below one. */
async function breakDownByOrganisation(
  ctx: Context,
  key: string,
  { organisation, from, to }: Omit<DimensionQuery, 'by'>,
): Promise<BreakdownView> {
  refuseRange(from, to)
  const place = await organisationMeant(ctx, organisation)
  const below = childrenOf(await readOrganisations(ctx), place).map(({ code }) => code)
  const formula = fingerprintOf(await loadResolved(ctx, key))
  const rows = await readValues(ctx.clickhouse, { metric: key, formula, organisations: below, from, to })
  const points = new Map(
    below.map((code): [string, BreakdownView['elements'][number]['points']] => [code, []]),
  )
  for (const { organisation: code, day, value } of rows) points.get(code)?.push({ day, value })
  return {
    elements: [...points]
      .map(([element, found]) => ({ element, points: found }))
      .filter((one) => one.points.length > 0)
      .toSorted((a, b) => (b.points.at(-1)?.value ?? -Infinity) - (a.points.at(-1)?.value ?? -Infinity)),
  }
}

/**
 * A metric by product class, tag or segment, computed when asked: one statement over all days.
 * @throws AppError not_found, invalid_request for ranges of more than a quarter or metrics without product classes,
 * forbidden outside of the data scope
 */
export async function breakDownByDimension(
  ctx: Context,
  key: string,
  { by, tag, segment, organisation, from, to }: DimensionQuery,
  signal?: AbortSignal,
): Promise<BreakdownView> {
  const days = daysBetween(from, to) + 1
  if (days < 1 || days > mostDays)
    throw new AppError('invalid_request', `A breakdown covers 1 to ${mostDays} days, not ${days}`, {
      details: [{ path: '/to', message: `must lie at most ${mostDays - 1} days after from` }],
    })
  const today = businessDay(ctx.clock.now(), ctx.config.timezone)
  const [resolved, catalogue] = await Promise.all([loadResolved(ctx, key), loadRuleCatalogue(ctx)])
  const branches = await branchesMeant(ctx, organisation)
  const split = splitOf({ by, tag, segment }, catalogue)
  const rows = await ctx.clickhouse.query(
    `SELECT element, groupArray((toString(day), value)) AS points FROM (${seriesSql({
      resolved,
      from,
      to: to < today ? to : today,
      split,
      catalogue,
      timezone: ctx.config.timezone,
      now: ctx.clock.now(),
      ...(branches === null ? {} : { branches }),
    })}) GROUP BY element ORDER BY argMax(value, day) DESC NULLS LAST, element LIMIT ${mostElements}`,
    {},
    z.object({ element: z.string(), points: z.array(z.tuple([z.string(), z.number().nullable()])) }),
    { settings: limits, ...(signal ? { signal } : {}) },
  )
  return {
    elements: rows.map(({ element, points }) => ({
      element,
      points: points.map(([day, value]) => ({ day, value })).toSorted((a, b) => a.day.localeCompare(b.day)),
    })),
  }
}

/** Whose customers are meant: those of an organisation and all below it, or all that the asking person sees; null = all. */
async function branchesMeant(ctx: Context, organisation: string): Promise<readonly string[] | null> {
  if (organisation === '') return ctx.actor.organisations
  return organisationsBelow(ctx, await organisationMeant(ctx, organisation))
}

function splitOf(
  { by, tag = '', segment = '' }: Pick<DimensionQuery, 'by' | 'tag' | 'segment'>,
  catalogue: RuleCatalogue,
): Split {
  if (by === 'class') return { by }
  if (by === 'segment') {
    if (!catalogue.segments.has(segment)) throw unknown('segment', segment)
    return { by, segment }
  }
  const known = catalogue.tags.get(tag)
  if (!known) throw unknown('tag', tag)
  return { by, tag: known }
}

const unknown = (kind: 'tag' | 'segment', key: string): AppError =>
  new AppError('invalid_request', `There is no ${kind} "${key}"`, {
    details: [{ path: `/${kind}`, message: `must be the key of a ${kind}` }],
  })
