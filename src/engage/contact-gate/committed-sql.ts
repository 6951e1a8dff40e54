import { literal } from '../../platform/clickhouse/literal.ts'

/** `tick` belongs to a committed tick of `journey` (0 = outside journeys, always committed). */
export function committedSql(committedTicks: ReadonlyMap<number, number>): string {
  const journeys = [0, ...committedTicks.keys()]
  const ticks = [4_294_967_295, ...committedTicks.values()]
  return `tick <= transform(journey, ${literal(journeys, 'Array(UInt32)')}, ${literal(ticks, 'Array(UInt32)')}, toUInt32(0))`
}
