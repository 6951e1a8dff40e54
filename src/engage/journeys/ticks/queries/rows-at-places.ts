import { literal } from '../../../../platform/clickhouse/literal.ts'
import { valueAt } from '../../../../platform/clickhouse/value-at.ts'

/** Whole cohorts that stand at one node of one version. */
export interface Place {
  readonly journey: number
  readonly version: number
  readonly node: string
  /** The ticks they arrived with. */
  readonly ticks: readonly number[]
  /** None of them arrived before. */
  readonly since: Date
}

/**
 * The customers at small places of many journeys, found by one set of keys: the columns of journey_step, and `place`,
 * the index of each row's place.
 */
export function rowsAtPlaces(places: readonly Place[]): string {
  const names = places.map(({ journey, version, node }) => `${journey}/${version}/${node}`)
  const keys = places.flatMap(({ journey, node, ticks }) =>
    ticks.map((tick) => `(${journey}, ${literal(node, 'String')}, ${tick})`),
  )
  const since = new Date(Math.min(...places.map((place) => place.since.getTime())))
  return `
    SELECT * FROM (
      SELECT journey, version, node, customer, passage, tick, at, wake,
             transform(concat(toString(journey), '/', toString(version), '/', node),
                       ${literal(names, 'Array(String)')}, range(${names.length}), -1) AS place
      FROM journey_step
      WHERE (journey, node, tick) IN (${keys.join(', ')}) AND at >= ${literal(since, 'DateTime64(3)')}
    )
    WHERE place >= 0`
}

/** A value of each place, as an SQL expression over `place`. */
export const ofPlace = (values: readonly (string | number)[], type: string): string =>
  valueAt('place + 1', values, type)
