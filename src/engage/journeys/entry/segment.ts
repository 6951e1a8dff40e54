import { businessDay } from '../../../understand/rules/index.ts'
import { latestSnapshot } from '../../../understand/segments/index.ts'
import type { EntryOf } from '../schema.ts'
import type { Comers, EntryScope } from './entry-kind.ts'

/**
 * Members of the newest snapshot that the journey has not read yet; with `once`, of the first only. Those whom a cap of
 * entries a day left outside come again the next day.
 */
export async function segmentComers(scope: EntryScope, entry: EntryOf<'segment'>): Promise<Comers | null> {
  const { ctx, state, now } = scope
  const today = businessDay(now, ctx.config.timezone)
  const latest = await latestSnapshot(ctx, entry.segment)
  if (!latest) return null
  const readBefore = state.segment === latest.segmentId && state.snapshot !== undefined
  const first = entry.schedule === 'once' && readBefore ? state.snapshot : latest.version
  const again = state.limitedOn !== undefined && state.limitedOn !== today
  if (readBefore && state.snapshot === first && !again) return null
  return {
    sql: `SELECT customer FROM segment_member WHERE segment = ${latest.segmentId} AND version = ${first}`,
    few: false,
    state: (limited) => ({
      segment: latest.segmentId,
      snapshot: first,
      ...(limited ? { limitedOn: today } : {}),
    }),
  }
}
