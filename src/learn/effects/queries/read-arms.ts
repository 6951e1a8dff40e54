import { z } from 'zod'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import type { ClickHouse } from '../../../platform/clickhouse/clickhouse.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { type Computed, measureSql } from './measure-sql.ts'

export interface EffectQuestion {
  readonly journey: number
  readonly committedTick: number
  /** Ids of the nodes that assign; empty: everyone who enters is treated. */
  readonly holdoutNodes: readonly string[]
  /** In the order in which their moments come back. */
  readonly computed: readonly Computed[]
  /** Amounts are cut off at this quantile of those that are not 0; null: they are not. */
  readonly winsorise: number | null
  readonly windowMilliseconds: number
  readonly now: Date
  readonly timezone: string
}

/** First assignment of every person: `SELECT person, assigned_at, held, version, origin`. */
export function assignedSql({
  journey,
  committedTick,
  holdoutNodes,
}: Pick<EffectQuestion, 'journey' | 'committedTick' | 'holdoutNodes'>): string {
  const origins = holdoutNodes.length > 0 ? holdoutNodes : ['']
  return `
    SELECT ${canonical('customer')} AS person, min(at) AS assigned_at, argMin(node, tick) = '$holdout' AS held,
           argMin(version, tick) AS assigned_version, argMin(origin, tick) AS assigned_by
    FROM journey_step
    WHERE journey = ${journey} AND tick <= ${committedTick} AND origin IN ${literal(origins, 'Array(String)')}
    GROUP BY person`
}

const instant = z.string().transform((text) => new Date(`${text.replace(' ', 'T')}Z`))

/** People assigned by each version and node, for the share that was meant to be held out. */
export function readAssignments(
  clickhouse: ClickHouse,
  question: Parameters<typeof assignedSql>[0],
): Promise<{ version: number; node: string; customers: number; from: Date; to: Date }[]> {
  return clickhouse.query(
    `SELECT assigned_version AS version, assigned_by AS node, count() AS customers, min(assigned_at) AS from,
            max(assigned_at) AS to
     FROM (${assignedSql(question)}) GROUP BY version, node`,
    {},
    z.object({
      version: z.number(),
      node: z.string(),
      customers: z.coerce.number(),
      from: instant,
      to: instant,
    }),
    { pool: 'long' },
  )
}

/** What is known of one metric on one side, per customer. */
export interface Moments {
  readonly count: number
  readonly mean: number
  readonly variance: number
  readonly covariateMean: number
  readonly covariateVariance: number
  readonly covariance: number
  /** Of a ratio: its denominator and how it goes with the numerator. */
  readonly denominator: number
  readonly denominatorVariance: number
  readonly denominatorCovariance: number
}

export interface Arm {
  /** '' unless asked by slices. */
  readonly slice: string
  readonly held: boolean
  readonly customers: number
  readonly contacted: number
  readonly delivered: number
  readonly opened: number
  readonly clicked: number
  /** Last assignment. */
  readonly last: Date
  /** By metric: of everyone, and of those alone whose window is over. */
  readonly moments: readonly { readonly all: Moments; readonly mature: Moments }[]
}

const row = z.object({
  slice: z.string(),
  held: z.coerce.boolean(),
  customers: z.coerce.number(),
  mature: z.coerce.number(),
  contacted: z.coerce.number(),
  delivered: z.coerce.number(),
  opened: z.coerce.number(),
  clicked: z.coerce.number(),
  last: instant,
  moments: z.array(z.array(z.number())),
})

const has = (sql: string): string => `bitmapContains((SELECT groupBitmapState(person) FROM (${sql})), person)`

/** Means, variances and covariances of `y`, `x` and `d`: all that the statistics need to know of the customers. */
function momentsSql(y: string, x: string, d: string, condition: string): string {
  const of = (name: string, ...columns: string[]): string =>
    `ifNotFinite(${name}If(${columns.join(', ')}, ${condition}), 0)`
  return `[${[
    of('avg', y),
    of('varSampStable', y),
    of('avg', x),
    of('varSampStable', x),
    of('covarSampStable', y, x),
    of('avg', d),
    of('varSampStable', d),
    of('covarSampStable', y, d),
  ].join(', ')}]`
}

function momentsOf(count: number, values: readonly number[]): Moments {
  const [
    mean = 0,
    variance = 0,
    covariateMean = 0,
    covariateVariance = 0,
    covariance = 0,
    denominator = 0,
    denominatorVariance = 0,
    denominatorCovariance = 0,
  ] = values
  return {
    count,
    mean,
    variance,
    covariateMean,
    covariateVariance,
    covariance,
    denominator,
    denominatorVariance,
    denominatorCovariance,
  }
}

/** `SELECT person, slice`: only these people, each in one slice. */
export type Slices = string

/**
 * Both sides of a journey in one statement: sizes, what reached them, and the moments of every metric within the window
 * from each customer's own assignment, with the same of the window before as a covariate. Flags are bitmaps; only what
 * happened and balances are joined. AUM counts from the day before assignment to the window's end (or today).
 * @param from nobody was assigned before
 */
export async function readArms(
  clickhouse: ClickHouse,
  question: EffectQuestion,
  from: Date,
  slices?: Slices,
): Promise<Arm[]> {
  const { journey, committedTick, computed, windowMilliseconds, now, timezone, winsorise } = question
  const present = literal(now, 'DateTime64(3)')
  const day = (expression: string): string => `toDate32(${expression}, ${literal(timezone, 'String')})`
  const receipts = (status: string): string =>
    has(`SELECT ${canonical('customer')} AS person FROM touch_receipt
         WHERE journey = ${journey} AND status = '${status}' AND at <= ${present}`)
  const joins: string[] = []
  const columns = computed.flatMap((metric, index) => {
    if (metric.kind === 'revenue') {
      const [goal, aum] = (['goal', 'aum'] as const).map((kind) =>
        computed.findIndex((one) => one.kind === kind),
      )
      const conversion = goal === -1 ? '0' : `m${goal}.y`
      return [
        `${conversion} * ${literal(metric.conversionValue, 'Float64')} + m${aum}.y * ${literal(metric.margin, 'Float64')} AS y${index}`,
        `m${aum}.x AS x${index}`,
        `0. AS d${index}`,
      ]
    }
    joins.push(
      `LEFT JOIN (${measureSql(metric, { from, now, windowMilliseconds, timezone })}) AS m${index} ON assigned.person = m${index}.person`,
    )
    return [`m${index}.y AS y${index}`, `m${index}.x AS x${index}`, `m${index}.d AS d${index}`]
  })
  const amounts = new Set(['aum', 'revenue', 'count', 'sum'])
  const caps =
    winsorise === null
      ? []
      : computed.flatMap((one, index) =>
          (one.kind === 'registry' ? one.amount : amounts.has(one.kind)) ? [index] : [],
        )
  const cut = (column: 'y' | 'x', index: number): string => {
    const place = caps.indexOf(index)
    if (place === -1) return `${column}${index}`
    const at = 4 * place + (column === 'y' ? 1 : 3)
    return `greatest(least(${column}${index}, caps[${at + 1}]), caps[${at}])`
  }
  // Below and above, of the values that are not 0; a bound on the wrong side of 0 would move those that are.
  const bounds = caps.flatMap((index) =>
    (['y', 'x'] as const).flatMap((column) => {
      const quantile = (level: number): string =>
        `ifNotFinite(quantileExactIf(${literal(level, 'Float64')})(${column}${index}, ${column}${index} != 0), 0)`
      return [`least(${quantile(1 - (winsorise ?? 1))}, 0)`, `greatest(${quantile(winsorise ?? 1)}, 0)`]
    }),
  )
  const rows = await clickhouse.query(
    `
    WITH assigned AS (
      SELECT *, addDays(${day('assigned_at')}, -1) AS first_day,
             ${day(`least(addMilliseconds(assigned_at, ${windowMilliseconds}), ${present})`)} AS last_day
      FROM (${assignedSql(question)})
    ),
    valued AS (
      SELECT assigned.person AS person, held, assigned_at, ${columns.join(',\n             ')}
      FROM assigned
      ${joins.join('\n      ')}
    )${bounds.length > 0 ? `,\n    (SELECT [${bounds.join(', ')}] FROM valued) AS caps` : ''}
    SELECT slice, held, count() AS customers, countIf(is_mature) AS mature,
           countIf(contacted) AS contacted, countIf(delivered) AS delivered, countIf(opened) AS opened,
           countIf(clicked) AS clicked, max(assigned_at) AS last,
           [${computed
             .flatMap((_, index) =>
               ['1', 'is_mature'].map((condition) =>
                 momentsSql(cut('y', index), cut('x', index), `d${index}`, condition),
               ),
             )
             .join(',\n            ')}] AS moments
    FROM (
      SELECT *, addMilliseconds(assigned_at, ${windowMilliseconds}) <= ${present} AS is_mature,
             ${has(`SELECT customer AS person FROM touch
                    WHERE journey = ${journey} AND tick <= ${committedTick} AND outcome = 'queued'`)} AS contacted,
             ${receipts('delivered')} AS delivered, ${receipts('opened')} AS opened, ${receipts('clicked')} AS clicked,
             ${slices ? 'sliced.slice' : `''`} AS slice
      FROM valued
      ${slices ? `INNER JOIN (${slices}) AS sliced ON valued.person = sliced.person` : ''}
    )
    GROUP BY slice, held
    ORDER BY slice, held`,
    {},
    row,
    { pool: 'long' },
  )
  return rows.map(({ moments, mature, ...arm }) => ({
    ...arm,
    moments: computed.map((_, index) => ({
      all: momentsOf(arm.customers, moments[2 * index] ?? []),
      mature: momentsOf(mature, moments[2 * index + 1] ?? []),
    })),
  }))
}
