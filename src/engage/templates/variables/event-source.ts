import { canonical } from '../../../platform/clickhouse/canonical.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { sqlText } from '../../../understand/rules/index.ts'
import type { VariableSource } from './variable.ts'

const pattern = /^last\.([A-Za-z_$][A-Za-z0-9_$]{0,99})\.([A-Za-z_$][A-Za-z0-9_$]{0,99})$/
const days = 90

/** `last.fund_view.fund_name`: a property of the customer's newest event of that name within 90 days. */
export const eventSource: VariableSource = {
  list: () => [],
  find: (path) => {
    const [, event, property] = pattern.exec(path) ?? []
    if (event === undefined || property === undefined) return undefined
    const label = { 'zh-CN': `最近一次 ${event} 的 ${property}`, en: `${property} of the latest ${event}` }
    return { path, group: 'event', label, type: 'text', standIn: null }
  },
  statements: (paths, people, { now }) => {
    const asked = paths.map((path) => ({
      path,
      event: pattern.exec(path)?.[1] ?? '',
      property: pattern.exec(path)?.[2] ?? '',
    }))
    return [...Map.groupBy(asked, ({ event }) => event)].map(([event, group]) => ({
      paths: group.map(({ path }) => path),
      sql: `
        SELECT ${canonical('customer')} AS person,
               ${group.map(({ property }, i) => `argMax(properties[${sqlText(property)}], at) AS v${i}`).join(', ')}
        FROM event
        WHERE name = ${sqlText(event)} AND customer IN ${people.members}
          AND at <= ${literal(now, 'DateTime64(3)')} AND at > ${literal(now, 'DateTime64(3)')} - INTERVAL ${days} DAY
        GROUP BY person`,
    }))
  },
}
