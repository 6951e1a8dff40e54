import { blockEventsSql } from './event.ts'
import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { compileRule, type RuleCatalogue } from '../../../understand/rules/index.ts'
import type { Entry } from '../schema.ts'
import type { EntryPlan } from './plan-entry.ts'

const day = 86_400_000
const columns = '(journey, version, tick, node, origin, customer, passage, at, wake, ended)'

/** The tick that lets customers in, and how long they stay where they arrive. */
export interface Arrivals {
  readonly journey: { readonly id: number; readonly key: string }
  readonly tick: number
  readonly now: Date
  readonly plan: EntryPlan
  /** Milliseconds until they are ready at the first node. */
  readonly delay: number
  /** The first node is an end. */
  readonly ended: boolean
  readonly catalogue: RuleCatalogue
  readonly timezone: string
}

const instant = (value: Date): string => literal(value, 'DateTime64(3)')

/** Who may not come in now because of earlier passages: `SELECT person`; null when everybody may. */
function refusedSql({ journey, tick, now, plan }: Arrivals): string | null {
  const { allow = 'never', afterDays } = plan.entry.reentry ?? {}
  const scope = `journey = ${journey.id} AND tick < ${tick}${plan.comers.few ? ` AND customer IN (${numbersOf(plan.comers.sql)})` : ''}`
  const person = `${canonical('customer')} AS person`
  if (allow === 'never') return `SELECT ${person} FROM journey_passage WHERE ${scope} AND entered`
  const having = [
    ...(allow === 'after_exit' ? ['sum(entered) > sum(ended)'] : []),
    ...(afterDays === undefined
      ? []
      : [`maxIf(at, entered) > ${instant(new Date(now.getTime() - afterDays * day))}`]),
  ]
  if (having.length === 0) return null
  return `SELECT ${person} FROM journey_passage WHERE ${scope} GROUP BY person HAVING ${having.join(' OR ')}`
}

/** The numbers of some customers and those that were merged into them. */
const numbersOf = (customers: string): string => `
  SELECT customer FROM (${customers}) UNION ALL
  SELECT customer FROM customer_merge WHERE into IN (SELECT customer FROM (${customers}))`

/** One statement lets in everyone who comes, may come and finds room. Sets are bitmaps: 12 million enter in a second. */
export function insertEntrantsSql(arrivals: Arrivals): string {
  const { journey, tick, now, plan, catalogue, timezone } = arrivals
  const refused = refusedSql(arrivals)
  let set = `(SELECT groupBitmapState(customer) FROM (${plan.comers.sql}))`
  if (refused) set = `bitmapAndnot(${set}, (SELECT groupBitmapState(person) FROM (${refused})))`
  if (plan.entry.rule !== undefined) {
    const { bitmapSql } = compileRule(plan.entry.rule, { catalogue, asOf: now, timezone })
    set = `bitmapAnd(${set}, (SELECT ${bitmapSql}))`
  }
  const room =
    plan.room === null
      ? ''
      : ` ORDER BY sipHash64(customer, ${literal(journey.key, 'String')}), customer LIMIT ${plan.room}`
  return `
    INSERT INTO journey_step ${columns}
    SELECT ${journey.id}, ${plan.version}, ${tick}, ${literal(plan.entry.next, 'String')}, '', customer, ${tick},
           ${instant(now)}, addMilliseconds(${instant(now)}, ${arrivals.delay}), ${Number(arrivals.ended)}
    FROM (SELECT arrayJoin(bitmapToArray(${set})) AS customer${room})`
}

/** Only an event says who comes: no rule has to hold and no cap leaves anybody outside. */
export function comesByEventAlone({ plan }: Arrivals): boolean {
  return plan.comers.events !== undefined && plan.entry.rule === undefined && plan.room === null
}

/** How re-entry is allowed, as a number for SQL. */
const allowed = { never: 0, after_exit: 1, always: 2 } as const
const allowOf = (entry: Entry): number => allowed[entry.reentry?.allow ?? 'never']

/**
 * The same for many journeys that are entered by events alone: one look at the blocks, one at earlier passages, one
 * insert. A hundred statements a second would cost more than the events.
 */
export function insertEventEntrantsSql(all: readonly Arrivals[]): string {
  const [first] = all
  if (!first) return ''
  const blocks = new Map(
    all.flatMap(({ plan }) => plan.comers.events?.blocks ?? []).map((block) => [block.block, block]),
  )
  const ids = literal(
    all.map(({ journey }) => journey.id),
    'Array(UInt32)',
  )
  const each = (values: readonly (number | string)[], type: string, missing: string): string =>
    `transform(journey, ${ids}, ${literal([...values], `Array(${type})`)}, ${missing})`
  const names = [...new Set(all.map(({ plan }) => plan.comers.events?.name ?? ''))]
  // A scalar, so that the events are read once however often it is asked who came.
  const came = `
    SELECT groupUniqArray((arrayJoin(${journeysOfEvent(all, blocks.size)}), ${canonical('customer')}))
    FROM ${blockEventsSql([...blocks.values()], names)}`
  const now = instant(first.now)
  const afterDays = all.map(({ plan }) => Math.round((plan.entry.reentry?.afterDays ?? 0) * day))
  const before = `
    SELECT journey, ${canonical('customer')} AS person, sum(entered) AS entries, sum(ended) AS ends,
           maxIf(at, entered) AS last
    FROM journey_passage
    WHERE journey IN ${ids} AND customer IN (${numbersOf(`SELECT arrayJoin(came).2 AS customer`)})
      AND tick < ${each(
        all.map(({ tick }) => tick),
        'UInt32',
        'toUInt32(0)',
      )}
    GROUP BY journey, person`
  const allow = each(
    all.map(({ plan }) => allowOf(plan.entry)),
    'UInt8',
    'toUInt8(0)',
  )
  const tick = each(
    all.map((one) => one.tick),
    'UInt32',
    'toUInt32(0)',
  )
  return `
    INSERT INTO journey_step ${columns}
    WITH (${came}) AS came
    SELECT journey, ${each(
      all.map(({ plan }) => plan.version),
      'UInt16',
      'toUInt16(0)',
    )}, ${tick},
           ${each(
             all.map(({ plan }) => plan.entry.next),
             'String',
             `''`,
           )}, '', person, ${tick}, ${now},
           addMilliseconds(${now}, ${each(
             all.map(({ delay }) => delay),
             'Int64',
             'toInt64(0)',
           )}),
           ${each(
             all.map(({ ended }) => Number(ended)),
             'UInt8',
             'toUInt8(0)',
           )}
    FROM (SELECT arrayJoin(came) AS pair, pair.1 AS journey, pair.2 AS person) AS comers
    LEFT JOIN (${before}) AS before ON comers.journey = before.journey AND comers.person = before.person
    WHERE before.entries = 0
       OR (${allow} = 2 OR (${allow} = 1 AND before.ends >= before.entries))
          AND before.last <= addMilliseconds(${now}, -${each(afterDays, 'Int64', 'toInt64(0)')})`
}

/**
 * The journeys that an event lets its customer into, as an SQL array. Journeys of the same condition are found by the
 * event's name in one map: a hundred conditions side by side would take longer to parse than to answer.
 */
function journeysOfEvent(all: readonly Arrivals[], blocks: number): string {
  const groups = Map.groupBy(all, ({ plan }) => {
    const { where = '', blocks: own = [] } = plan.comers.events ?? {}
    const numbers = own.map(({ block }) => block)
    const unread = numbers.length === blocks ? [] : [`block IN ${literal(numbers, 'Array(UInt64)')}`]
    return [...unread, ...(where === '' ? [] : [where])].join(' AND ')
  })
  const arrays = [...groups].map(([condition, group]) => {
    const byName = Map.groupBy(group, ({ plan }) => plan.comers.events?.name ?? '')
    const entries = [...byName].map(
      ([name, some]) =>
        `${literal(name, 'String')}, ${literal(
          some.map(({ journey }) => journey.id),
          'Array(UInt32)',
        )}`,
    )
    const found = `map(${entries.join(', ')})[toString(name)]`
    return condition === '' ? found : `if(${condition}, ${found}, CAST([] AS Array(UInt32)))`
  })
  return arrays.length === 1 ? (arrays[0] ?? '') : `arrayConcat(${arrays.join(', ')})`
}
