import { behaviourOf } from '../nodes/index.ts'
import type { NodeOf } from '../schema.ts'
import type { KnownDefinitions } from './known-definitions.ts'
import { at, error, warning } from './problem.ts'
import type { GraphProblem } from './schema.ts'

const day = 86_400_000
const mostDays = 3660

/** What is wrong with how long customers wait. */
export function timeProblems(
  id: string,
  node: NodeOf<'wait' | 'wait_until' | 'wait_for_event'>,
  { now }: KnownDefinitions,
): GraphProblem[] {
  if (node.type === 'wait_until') return untilProblems(id, node, now)
  if (
    node.type === 'wait_for_event' &&
    (node.withinDays === undefined) === (node.withinHours === undefined)
  ) {
    return [
      error('no_time', at(id), {
        zh: '需要给出最长等待时间：withinDays 或 withinHours 之一',
        en: 'needs one of withinDays and withinHours: how long to wait at most',
      }),
    ]
  }
  const { delay } = behaviourOf(node)
  if (delay === 0) {
    return [
      error(
        'no_time',
        at(id),
        { zh: '没有等待时间', en: 'waits for no time' },
        { zh: '给出天、小时或分钟', en: 'give `days`, `hours` or `minutes`' },
      ),
    ]
  }
  if (delay <= mostDays * day) return []
  return [
    error('too_long', at(id), {
      zh: `合计超过 ${mostDays} 天`,
      en: `is longer than ${mostDays} days altogether`,
    }),
  ]
}

function untilProblems(id: string, node: NodeOf<'wait_until'>, now: Date): GraphProblem[] {
  const problems: GraphProblem[] = []
  const ofCustomer = typeof node.date === 'object'
  const alone = (field: string, zh: string, en: string): void => {
    problems.push(error('conflicting_times', at(id, `/${field}`), { zh, en }))
  }
  if (node.yearly && !ofCustomer)
    alone(
      'yearly',
      '只有客户自己的日期才能每年重复',
      'only a day of the customer’s own comes round every year',
    )
  if (node.weekdays && ofCustomer)
    alone(
      'weekdays',
      '客户自己的日期不能再限定星期',
      'stands beside a day of the customer’s own: use one of them',
    )
  if (node.offsetDays !== undefined && node.date === undefined)
    alone('offsetDays', '没有可以偏移的日期', 'there is no date to be so many days from')
  if (typeof node.date === 'string') {
    const due = Date.parse(`${node.date}T00:00:00Z`) + ((node.offsetDays ?? 0) + 1) * day
    if (due < now.getTime()) {
      problems.push(
        warning('over', at(id, '/date'), {
          zh: '日期已过：客户会立即继续',
          en: 'this day is over: customers go on at once',
        }),
      )
    }
  }
  return problems
}
