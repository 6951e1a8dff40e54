import { z } from 'zod'
import { checkWindow, describeWindow, eventWindow, windowSql } from '../event-window.ts'
import { plainText } from '../names.ts'
import { describeProperties, propertyCondition, propertyConditionSql } from '../property-condition.ts'
import { sqlText, sqlTexts } from '../sql-text.ts'
import { defineLeafKind, type RuleScope } from './leaf-kind.ts'

const hourMilliseconds = 3_600_000
const step = z.strictObject({
  event: plainText(200).min(1),
  where: z.array(propertyCondition).max(20).optional(),
})
const schema = z.strictObject({
  sequence: z
    .strictObject({
      steps: z.array(step).min(2).max(8),
      /** From the first step to the last, at most. */
      withinHours: z
        .number()
        .min(1 / 3600, 'must be at least a second: 0.0003')
        .max(24 * 3660),
      ...eventWindow,
    })
    .check(checkWindow),
})
type SequenceLeaf = z.output<typeof schema>

function scanOf({ sequence }: SequenceLeaf, scope: RuleScope) {
  const events = [...new Set(sequence.steps.map(({ event }) => event))].sort()
  const steps = sequence.steps.map(({ event, where = [] }) =>
    [`name = ${sqlText(event)}`, ...where.map(propertyConditionSql)].join(' AND '),
  )
  const filter = [
    ...windowSql('at', sequence, scope),
    `(${[...new Set(steps)].map((condition) => `(${condition})`).join(' OR ')})`,
  ].join(' AND ')
  return { part: `name IN (${sqlTexts(events)})`, steps, filter }
}

/**
 * How many steps were taken in order, each later than the one before, the last at most `withinHours` after the first.
 * Walks a customer's instants once and keeps, for every number of steps, the latest instant at which such a chain can
 * have begun: as it was before the current instant, and with it. (windowFunnel is not used: one event counts there for
 * two equal steps, and its strict mode overlooks a step repeated.)
 */
function stepsTakenSql(steps: readonly string[], hours: number, filter: string | null): string {
  const instants = filter === null ? 'groupArray((ms, hits))' : `groupArrayIf((ms, hits), ${filter})`
  const ms = 'toUnixTimestamp64Milli(at)'
  const hits = `[${steps.join(', ')}]`
  const level = steps.map((_, i) => {
    const reached = `if(e.1 > acc.1, acc.3[${i}], acc.2[${i}])`
    return i === 0
      ? `if(e.2[1], e.1, acc.3[1])`
      : `if(e.2[${i + 1}] AND ${reached} > 0 AND e.1 - ${reached} <= ${Math.round(hours * hourMilliseconds)}, greatest(acc.3[${i + 1}], ${reached}), acc.3[${i + 1}])`
  })
  const none = `[${steps.map(() => 'toInt64(0)').join(', ')}]`
  return `arrayCount(start -> start > 0, arrayFold((acc, e) -> (e.1, if(e.1 > acc.1, acc.3, acc.2), [${level.join(', ')}]), arraySort(${instants
    .replace('ms', ms)
    .replace('hits', hits)}), (toInt64(0), ${none}, ${none})).3)`
}

/**
 * `{ sequence: { steps: [{ event: 'view_fund' }, { event: 'buy_fund' }], withinHours: 24, withinDays: 30 } }` – did one
 * after the other within a duration.
 */
export const sequenceLeaf = defineLeafKind({
  schema,
  check: () => [],
  compile: (leaf, scope) => {
    const { part, steps, filter } = scanOf(leaf, scope)
    return {
      kind: 'groups',
      table: 'event',
      part,
      filters: [filter],
      having: (alone) =>
        `${stepsTakenSql(steps, leaf.sequence.withinHours, alone ? null : filter)} = ${steps.length}`,
      absent: false,
    }
  },
  observe: (leaf, scope) => {
    const { part, steps, filter } = scanOf(leaf, scope)
    return {
      table: 'event',
      where: `${part} AND ${filter}`,
      value: `concat(toString(${stepsTakenSql(steps, leaf.sequence.withinHours, null)}), '/${steps.length}')`,
      absent: `0/${steps.length}`,
    }
  },
  describe: ({ sequence }, _catalogue, language) => {
    const when = describeWindow(sequence, language)
    const steps = sequence.steps.map(
      ({ event, where = [] }) =>
        `${language === 'en' ? `"${event}"` : `「${event}」`}${describeProperties(where, language)}`,
    )
    return language === 'en'
      ? `did ${steps.join(', then ')} in ${sequence.withinHours} hours${when}`
      : `${when}在 ${sequence.withinHours} 小时内依次${steps.join('、')}`
  },
})
