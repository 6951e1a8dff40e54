import type { Analysis } from '../../src/learn/analyses/schema.ts'
import { benchDays } from './fill-events.ts'

const week = 7 * 86_400

/** A question, and the same in DuckDB's SQL over `event (customer, name, at, source)`. */
export interface BenchQuestion {
  readonly name: string
  readonly analysis: Analysis
  /** Rows of numbers and texts; they must equal what `ours` takes from the answer. */
  readonly duckdb: string
  /** The table of the answer, and its columns. */
  readonly ours: { readonly table: string; readonly columns: readonly string[]; readonly where?: string }
}

const steps = ['fund_view', 'fund_detail', 'fund_apply', 'fund_purchase']
const ms = week * 1000

/**
 * DuckDB's funnel, written for speed as an analyst would who knows it: the latest start of a chain carried forward by
 * window functions over one sorted scan, step by step. The joins of the textbook take many times as long.
 */
const duckFunnel = `WITH e AS (SELECT customer, epoch_ms("at") AS t, CASE name ${steps.map((step, i) => `WHEN '${step}' THEN ${i}`).join(' ')} END AS s
  FROM event WHERE name IN (${steps.map((step) => `'${step}'`).join(', ')})),
f0 AS (SELECT *, max(CASE WHEN s = 0 THEN t END) OVER w AS a0 FROM e WINDOW w AS (PARTITION BY customer ORDER BY t, s ROWS UNBOUNDED PRECEDING)),
f1 AS (SELECT *, max(CASE WHEN s = 1 AND t - a0 <= ${ms} THEN a0 END) OVER w AS a1 FROM f0 WINDOW w AS (PARTITION BY customer ORDER BY t, s ROWS UNBOUNDED PRECEDING)),
f2 AS (SELECT *, max(CASE WHEN s = 2 AND t - a1 <= ${ms} THEN a1 END) OVER w AS a2 FROM f1 WINDOW w AS (PARTITION BY customer ORDER BY t, s ROWS UNBOUNDED PRECEDING)),
l AS (SELECT customer, max(CASE WHEN s = 3 AND t - a2 <= ${ms} THEN 4 WHEN a2 IS NOT NULL THEN 3 WHEN a1 IS NOT NULL THEN 2 WHEN a0 IS NOT NULL THEN 1 ELSE 0 END) AS level FROM f2 GROUP BY customer)
SELECT count(*) FILTER (level >= n) FROM l, (VALUES (1), (2), (3), (4)) AS v(n) GROUP BY n ORDER BY n`

export const benchQuestions: readonly BenchQuestion[] = [
  {
    name: 'funnel of four steps in a week',
    analysis: {
      type: 'funnel',
      range: benchDays,
      steps: steps.map((event) => ({ event })),
      windowSeconds: week,
      times: false,
    },
    duckdb: duckFunnel,
    ours: { table: 'steps', columns: ['customers'] },
  },
  {
    name: 'retention by day, 30 days',
    analysis: {
      type: 'retention',
      range: benchDays,
      first: { event: 'fund_view' },
      returned: { event: 'login' },
      unit: 'day',
      periods: 30,
    },
    duckdb: `WITH s AS (SELECT DISTINCT customer, CAST("at" AS DATE) AS d FROM event WHERE name = 'fund_view'),
r AS (SELECT DISTINCT customer, CAST("at" AS DATE) AS d FROM event WHERE name = 'login')
SELECT r.d - s.d AS n, count(*) FROM s JOIN r ON s.customer = r.customer AND r.d BETWEEN s.d AND s.d + 30 GROUP BY n ORDER BY n`,
    ours: { table: 'overall', columns: ['n', 'returned'] },
  },
  {
    name: 'path forward, three steps',
    analysis: {
      type: 'path',
      range: benchDays,
      anchor: { event: 'fund_view' },
      depth: 3,
      topN: 30,
      sessionGapMinutes: 1440,
    },
    duckdb: `WITH m AS (SELECT customer, name, "at", coalesce(epoch_ms("at") - epoch_ms(lag("at") OVER (PARTITION BY customer ORDER BY "at", name)) > 86400000, true) AS begins FROM event),
s AS (SELECT *, sum(begins::INT) OVER (PARTITION BY customer ORDER BY "at", name ROWS UNBOUNDED PRECEDING) AS session FROM m),
a AS (SELECT *, max(CASE WHEN name = 'fund_view' THEN 1 ELSE 0 END) OVER w AS started, lag(name) OVER (PARTITION BY customer, session ORDER BY "at", name) AS before FROM s WINDOW w AS (PARTITION BY customer, session ORDER BY "at", name ROWS UNBOUNDED PRECEDING)),
c AS (SELECT *, coalesce(lag(started) OVER (PARTITION BY customer, session ORDER BY "at", name), 0) AS had FROM a WHERE started = 1),
k AS (SELECT customer, session, name, row_number() OVER (PARTITION BY customer, session ORDER BY "at", name) - 1 AS step FROM c WHERE had = 0 OR name != before),
q AS (SELECT step, lag(name) OVER (PARTITION BY customer, session ORDER BY step) AS a, name AS b, customer FROM k WHERE step <= 3)
SELECT step, a, b, count(*) AS paths, count(DISTINCT customer) AS customers FROM q WHERE step > 0 GROUP BY step, a, b ORDER BY step, a, b`,
    ours: { table: 'links', columns: ['step', 'from', 'to', 'paths', 'customers'], where: '$end' },
  },
  {
    name: 'trend of events by day and source',
    analysis: {
      type: 'trend',
      range: benchDays,
      series: [{ event: 'page_view', measure: { of: 'count' } }],
      interval: 'day',
      breakdown: { by: 'property', property: 'source' },
    },
    duckdb: `SELECT CAST("at" AS DATE)::VARCHAR AS d, source, count(*) FROM event WHERE name = 'page_view' GROUP BY CUBE (d, source) HAVING d IS NOT NULL ORDER BY d, source`,
    ours: { table: 'points', columns: ['t', 'series', 'A'] },
  },
  {
    name: 'distinct users by day',
    analysis: { type: 'trend', range: benchDays, series: [{ measure: { of: 'users' } }], interval: 'day' },
    duckdb: `SELECT CAST("at" AS DATE)::VARCHAR AS d, count(DISTINCT customer) FROM event GROUP BY d ORDER BY d`,
    ours: { table: 'points', columns: ['t', 'A'] },
  },
]
