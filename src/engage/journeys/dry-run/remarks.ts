import type { JourneyGraph } from '../schema.ts'
import type { DryRunResult } from './schema.ts'

type Remark = DryRunResult['remarks'][number]

const behaviour: Remark = {
  'zh-CN': '未来行为未知：等待事件与目标的节点均按超时计算，实际到达后续节点的客户和费用可能更少',
  en: 'What customers will do is not known: goals and waits for events all time out, so that fewer customers and less cost may follow in earnest',
}
const receipts: Remark = {
  'zh-CN': '假定全部送达、无人打开：因未打开而改发的数量为上限',
  en: 'Everything is taken to be delivered and nothing opened: what is sent because nobody opened is the most it can be',
}
const entries: Record<'event' | 'api' | 'journey', Remark> = {
  event: {
    'zh-CN': '未来的触发事件未知：选择过去的开始时间可用真实历史重放',
    en: 'Events to come are not known: begin in the past to replay what really happened',
  },
  api: {
    'zh-CN': '接口送入的客户未知：没有人进入',
    en: 'Whom other systems will send is not known: nobody enters',
  },
  journey: {
    'zh-CN': '其他旅程在试跑中静止：没有人由此进入',
    en: 'Other journeys stand still in a dry run: nobody comes from them',
  },
}
const cutOff: Remark = {
  'zh-CN': '到期时仍有客户在旅程中：可延长天数',
  en: 'Somebody was still inside at the end: more days show how it goes on',
}

/** What one has to know to read the counts of a dry run. */
export function remarksOf(graph: JourneyGraph, run: { replay: boolean; inside: number }): Remark[] {
  const nodes = Object.values(graph.nodes)
  const remarks: Remark[] = []
  const waits = nodes.some(({ type }) => type === 'goal' || type === 'wait_for_event')
  if ((waits || (graph.exitWhen ?? []).length > 0) && !run.replay) remarks.push(behaviour)
  if (nodes.some((node) => node.type === 'message' && node.fallback)) remarks.push(receipts)
  const { type } = graph.entry
  if (type === 'api' || type === 'journey' || (type === 'event' && !run.replay)) remarks.push(entries[type])
  if (run.inside > 0) remarks.push(cutOff)
  return remarks
}
