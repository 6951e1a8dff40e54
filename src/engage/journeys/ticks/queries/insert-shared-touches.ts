import { z } from 'zod'
import { canonical } from '../../../../platform/clickhouse/canonical.ts'
import type { ClickHouse } from '../../../../platform/clickhouse/clickhouse.ts'
import { literal } from '../../../../platform/clickhouse/literal.ts'
import { type GateKnowledge, gateQuestion, gateVerdictsSql, numbersSql } from '../../../contact-gate/index.ts'
import type { WantedTouches } from './insert-touches.ts'
import { ofPlace, type Place, rowsAtPlaces } from './rows-at-places.ts'

/** A small message of one channel, and where the people stand who are to get it. */
export interface SharedTouches {
  readonly touch: WantedTouches
  readonly place: Place
}

const questionOf = ({ touch }: SharedTouches, gate: GateKnowledge) => {
  const [choice] = touch.choices
  return gateQuestion(gate, {
    channel: choice?.channel ?? 'inbox',
    category: touch.graph?.category ?? 'marketing',
    journey: { id: touch.journey.id, priority: touch.graph?.priority },
    ...choice?.terms,
  })
}

/** Messages about which the gate is asked the same question, the most important first. */
export function bySameQuestion(all: readonly SharedTouches[], gate: GateKnowledge): SharedTouches[][] {
  const groups = Map.groupBy(all, (one) => {
    const { channel, category, products, general, rivals, volumeLeft } = questionOf(one, gate)
    return JSON.stringify([channel, category, products, general, rivals, volumeLeft ?? null])
  })
  return [...groups.values()]
}

const peopleSql = (group: readonly SharedTouches[]): string => `
  SELECT DISTINCT ${canonical('customer')} AS person, place
  FROM (${rowsAtPlaces(group.map(({ place }) => place))})`

/** How many of these messages one person gets at most. */
export async function countRounds(clickhouse: ClickHouse, group: readonly SharedTouches[]): Promise<number> {
  const [row] = await clickhouse.query(
    `SELECT max(messages) AS most
     FROM (SELECT person, count() AS messages FROM (${peopleSql(group)}) GROUP BY person)`,
    {},
    z.object({ most: z.coerce.number() }),
    { pool: 'long' },
  )
  return row?.most ?? 0
}

/** Arrivals of this long ago are found by their instant alone; of more, the places say which are meant. */
const justNow = 60_000

/** Whom the gate reads about, as a short statement, because every rule repeats it: more than those are fine. */
function narrowedTo(group: readonly SharedTouches[], gate: GateKnowledge): string {
  const since = Math.min(...group.map(({ place }) => place.since.getTime()))
  const people =
    gate.now.getTime() - since < justNow
      ? `SELECT ${canonical('customer')} AS person FROM journey_step WHERE at >= ${literal(new Date(since), 'DateTime64(3)')}`
      : `SELECT person FROM (${peopleSql(group)})`
  return numbersSql(people)
}

/**
 * One statement asks the gate about messages of many journeys. Whoever is to get several of them is asked about in as
 * many rounds, one message each, because the gate's answer to one depends on what was queued before.
 */
export function insertSharedTouchesSql(
  group: readonly SharedTouches[],
  gate: GateKnowledge,
  round: number,
): string {
  const [first] = group
  if (!first) return ''
  const question = { ...questionOf(first, gate), only: narrowedTo(group, gate) }
  const people = `
    SELECT person, place FROM (
      SELECT person, place, row_number() OVER (PARTITION BY person ORDER BY place) AS turn
      FROM (${peopleSql(group)})
    ) WHERE turn = ${round}`
  const touches = group.map(({ touch }) => touch)
  const of = (value: (touch: WantedTouches) => string | number, type: string): string =>
    ofPlace(touches.map(value), type)
  const now = literal(gate.now, 'DateTime64(3)')
  return `
    INSERT INTO touch (customer, at, touch, journey, version, node, tick, channel, template, outcome, reason,
                       category, policy, until, wanted, template_version)
    SELECT person, ${now}, reinterpretAsUUID(sipHash128(journey_key, journey, node, tick, person)), journey, version, node,
           tick, ${literal(question.channel, 'String')}, template,
           multiIf(reason = '', 'queued', until > toDateTime64(0, 3, 'UTC'), 'held', 'suppressed'), reason,
           ${literal(question.category, 'String')}, ${gate.policy.version}, until, ${now}, edition
    FROM (
      SELECT person, reason, until, ${of(({ journey }) => journey.key, 'String')} AS journey_key,
             ${of(({ journey }) => journey.id, 'UInt32')} AS journey, ${of(({ version }) => version, 'UInt16')} AS version,
             ${of(({ node }) => node, 'String')} AS node, ${of(({ tick }) => tick, 'UInt32')} AS tick,
             ${of(({ choices }) => choices[0]?.template ?? '', 'String')} AS template,
             ${of(({ choices }) => choices[0]?.edition ?? 0, 'UInt16')} AS edition
      FROM (${gateVerdictsSql(question, people)})
    )`
}
