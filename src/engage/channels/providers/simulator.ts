import { z } from 'zod'
import { contactChannels } from '../../../govern/consent/index.ts'
import { literal } from '../../../platform/clickhouse/literal.ts'
import { givesWay } from '../../../platform/clickhouse/precedence.ts'
import { defineProvider, type Dispatch } from '../provider.ts'

const parts = (share: number): number => Math.round(share * 10_000)
const share = (zh: string, en: string, value: number) =>
  z
    .number()
    .min(0)
    .max(1)
    .default(value)
    .meta({ label: { 'zh-CN': zh, en } })

/**
 * The touches of some dispatches; what was queued without a tick of its own is found by its instant alone. Keys are plain
 * numbers: five hundred of them with instants spelled out took longer to parse than to find.
 */
function touchesOf(dispatches: readonly Dispatch[]): string {
  const channels = [...new Set(dispatches.map(({ channel }) => channel))]
  const instants = [...new Set(dispatches.map(({ at }) => at.getTime()))]
  const ofTicks = dispatches.filter(({ tick }) => tick > 0)
  const others = dispatches.filter(({ tick }) => tick === 0)
  const moment = 'toUnixTimestamp64Milli(at)'
  const keys = [
    ...(ofTicks.length === 0
      ? []
      : [
          `(journey, tick, ${moment}) IN ${literal(
            ofTicks.map(({ journey, tick, at }) => [journey.id, tick, at.getTime()]),
            'Array(Tuple(UInt32, UInt32, Int64))',
          )}`,
        ]),
    ...(others.length === 0
      ? []
      : [
          `(journey, ${moment}) IN ${literal(
            others.map(({ journey, at }) => [journey.id, at.getTime()]),
            'Array(Tuple(UInt32, Int64))',
          )}`,
        ]),
  ]
  return `channel IN ${literal(channels, 'Array(String)')}
            AND at IN ${literal(instants, 'Array(DateTime64(3))')} AND (${keys.join(' OR ')})`
}

/**
 * Contacts nobody. What "happens" follows from a hash of the touch, so it is the same whenever it is computed, and one
 * statement answers for millions. Deliveries take up to two minutes, openings up to two days, clicks five minutes more.
 */
export const simulator = defineProvider({
  key: 'simulator',
  name: { 'zh-CN': '模拟发送', en: 'Simulator' },
  channels: contactChannels,
  settings: z.strictObject({
    delivered: share('送达率', 'Share delivered', 0.97),
    opened: share('送达后打开率', 'Share of the delivered that is opened', 0.38),
    clicked: share('打开后点击率', 'Share of the opened that is clicked', 0.22),
  }),
  address: null,
  batchSize: 1_000_000,
  open: (ctx, { settings }) => ({
    kind: 'set',
    deliver: (dispatches) =>
      ctx.clickhouse.command(
        `
        INSERT INTO touch_receipt (journey, touch, status, customer, at, provider, detail, version, node, channel)
        SELECT journey, touch, receipt.1, customer, receipt.2, 'simulator', '', version, node, channel
        FROM (
          SELECT journey, touch, customer, at, version, node, channel,
                 sipHash64(touch, 'delivered') AS delivery, sipHash64(touch, 'opened') AS opening,
                 delivery % 10000 < ${parts(settings.delivered)} AS is_delivered,
                 is_delivered AND opening % 10000 < ${parts(settings.opened)} AS is_opened,
                 is_opened AND sipHash64(touch, 'clicked') % 10000 < ${parts(settings.clicked)} AS is_clicked,
                 addSeconds(at, 1 + intDiv(delivery, 10000) % 120) AS delivered_at,
                 addSeconds(delivered_at, 10 + intDiv(opening, 10000) % 172800) AS opened_at
          FROM touch
          WHERE ${touchesOf(dispatches)} AND outcome = 'queued'
        )
        ARRAY JOIN arrayFilter(receipt -> receipt.3, [
          ('sent', at, true),
          ('failed', delivered_at, NOT is_delivered),
          ('delivered', delivered_at, is_delivered),
          ('opened', opened_at, is_opened),
          ('clicked', addSeconds(opened_at, 300), is_clicked)
        ]) AS receipt`,
        {},
        { pool: 'long', settings: givesWay },
      ),
  }),
})
