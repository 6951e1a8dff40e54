import type { Context } from '../../platform/context.ts'
import { messageOf } from '../../platform/errors.ts'
import type { Item, TrackingPlanView } from '../protocols/index.ts'
import { discover } from './discover.ts'
import { loadPlan, planFingerprint } from './load-plan.ts'
import { saveDiscoveries, touchEvents } from './save-discoveries.ts'

const pollMilliseconds = 2_000
/** How exactly `last_seen` is kept. */
const touchMilliseconds = 10 * 60_000

/** The tracking plan in memory: read by the normaliser, taught by the drainer. */
export interface TrackingPlan {
  /** Never older than two seconds while PostgreSQL answers. */
  view(): TrackingPlanView
  /** Note the events and properties of accepted items. Writes only when there is something new. */
  learn(items: readonly Item[]): Promise<void>
  refresh(): Promise<void>
  close(): void
}

export async function openTrackingPlan(
  ctx: Pick<Context, 'postgres' | 'clock' | 'log'>,
): Promise<TrackingPlan> {
  let view = await loadPlan(ctx)
  let fingerprint = await planFingerprint(ctx)
  /** Event name → when its `last_seen` was written. */
  const touched = new Map<string, number>()

  async function refresh(): Promise<void> {
    const current = await planFingerprint(ctx)
    if (current === fingerprint) return
    view = await loadPlan(ctx)
    fingerprint = current
  }

  async function refreshQuietly(): Promise<void> {
    try {
      await refresh()
    } catch (error) {
      ctx.log.warn(
        `the tracking plan could not be read, the last known one stays in use: ${messageOf(error)}`,
      )
    }
  }
  const timer = setInterval(() => void refreshQuietly(), pollMilliseconds)
  timer.unref()

  return {
    view: () => view,
    async learn(items) {
      const discoveries = discover(items, view)
      if (discoveries.length > 0) {
        await saveDiscoveries(ctx, discoveries)
        await refresh()
      }
      const now = ctx.clock.now().getTime()
      const due = new Set<string>()
      for (const { name } of items) {
        if (view.has(name) && now - (touched.get(name) ?? 0) >= touchMilliseconds) due.add(name)
      }
      if (due.size === 0) return
      await touchEvents(ctx, [...due])
      for (const name of due) touched.set(name, now)
    },
    refresh,
    close: () => clearInterval(timer),
  }
}
