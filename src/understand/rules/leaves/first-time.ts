import { z } from 'zod'
import { checkWindow, describeWindow, eventWindow, windowSql } from '../event-window.ts'
import { plainText } from '../names.ts'
import { describeProperties, propertyCondition, propertyConditionSql } from '../property-condition.ts'
import { sqlText } from '../sql-text.ts'
import { defineLeafKind, type RuleScope } from './leaf-kind.ts'

const schema = z.strictObject({
  firstTime: z
    .strictObject({
      event: plainText(200).min(1),
      where: z.array(propertyCondition).max(20).optional(),
      ...eventWindow,
    })
    .check(checkWindow),
})
type FirstTimeLeaf = z.output<typeof schema>

/** Every time up to the as-of instant: the window is about the first of them. */
function filterOf({ firstTime }: FirstTimeLeaf, scope: RuleScope): string {
  const { where = [] } = firstTime
  return [...windowSql('at', {}, scope), ...where.map(propertyConditionSql)].join(' AND ')
}

/** `{ firstTime: { event: 'buy_fund', withinDays: 7 } }` – the first time ever that a customer did it lies in the window. */
export const firstTimeLeaf = defineLeafKind({
  schema,
  check: () => [],
  compile: (leaf, scope) => {
    const filter = filterOf(leaf, scope)
    return {
      kind: 'groups',
      table: 'event',
      part: `name = ${sqlText(leaf.firstTime.event)}`,
      filters: [filter],
      // Nobody who did it counts as 1970: whoever has no such row has to fail.
      having: (alone) =>
        [
          ...(alone ? [] : [`countIf(${filter}) > 0`]),
          ...windowSql(alone ? 'min(at)' : `minIf(at, ${filter})`, leaf.firstTime, scope),
        ].join(' AND '),
      absent: false,
    }
  },
  observe: (leaf, scope) => ({
    table: 'event',
    where: `name = ${sqlText(leaf.firstTime.event)} AND ${filterOf(leaf, scope)}`,
    value: `formatDateTime(min(at), '%Y-%m-%dT%H:%i:%SZ', 'UTC')`,
  }),
  describe: ({ firstTime }, _catalogue, language) => {
    const filters = describeProperties(firstTime.where ?? [], language)
    const when = describeWindow(firstTime, language)
    return language === 'en'
      ? `did "${firstTime.event}"${filters} for the first time${when}`
      : `${when}首次「${firstTime.event}」${filters}`
  },
})
