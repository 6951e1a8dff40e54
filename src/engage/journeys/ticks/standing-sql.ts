import { literal } from '../../../platform/clickhouse/literal.ts'
import type { Cohort } from './plan-tick.ts'

interface Place {
  readonly journey: number
  readonly version: number
  readonly node: string
  readonly targets: readonly string[]
  readonly committed: number
  /** SQL condition: only those of whom it is true. */
  readonly among?: string
}

/**
 * The customers of these cohorts who still stand at the node: `SELECT customer, passage, at, wake, tick`.
 * A whole cohort is one range of the table's key. Of a cohort that some have left already, those are subtracted whose
 * last departure is younger than the cohort.
 */
export function standingSql(place: Place, cohorts: readonly Cohort[]): string {
  const whole = cohorts.filter((cohort) => !cohort.partial).map((cohort) => cohort.tick)
  const partial = cohorts.filter((cohort) => cohort.partial).map((cohort) => cohort.tick)
  const parts: string[] = []
  if (whole.length > 0) parts.push(arrivalsSql(place, whole))
  if (partial.length > 0) {
    parts.push(`
      SELECT arrived.customer AS customer, arrived.passage AS passage, at, wake, tick
      FROM (${arrivalsSql(place, partial)}) AS arrived
      LEFT JOIN (
        SELECT customer, passage, max(tick) AS left_at
        FROM journey_step
        WHERE journey = ${place.journey} AND node IN ${literal(place.targets, 'Array(String)')}
          AND origin = ${literal(place.node, 'String')} AND version = ${place.version}
          AND tick > ${Math.min(...partial)} AND tick <= ${place.committed}
        GROUP BY customer, passage
      ) AS departed ON arrived.customer = departed.customer AND arrived.passage = departed.passage
      WHERE departed.left_at <= arrived.tick`)
  }
  return parts.join('\nUNION ALL\n')
}

function arrivalsSql({ journey, version, node, among }: Place, ticks: readonly number[]): string {
  return `
    SELECT customer, passage, at, wake, tick FROM journey_step
    WHERE journey = ${journey} AND node = ${literal(node, 'String')} AND version = ${version}
      AND tick IN ${literal(ticks, 'Array(UInt32)')}${among === undefined ? '' : `\n      AND ${among}`}`
}
