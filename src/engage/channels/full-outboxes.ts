import { sql } from 'kysely'
import { contactChannel, type ContactChannel } from '../../govern/consent/index.ts'
import type { Context } from '../../platform/context.ts'

/**
 * Channels through which so many messages of running journeys wait to leave that journeys must not add to them. A
 * channel without a limit of its own is never full.
 */
export async function fullOutboxes({
  postgres,
}: Pick<Context, 'postgres'>): Promise<ReadonlySet<ContactChannel>> {
  const { rows } = await sql<{ channel: string }>`
    SELECT channel FROM channel_setting
    WHERE outbox_limit <= (
      SELECT coalesce(sum(greatest(queued - dispatch.sent - dispatch.failed - dispatch.dropped, 0)), 0)
      FROM dispatch JOIN journey ON journey.id = dispatch.journey_id
      WHERE dispatch.channel = channel_setting.channel AND dispatch.state IN ('pending', 'running')
        AND journey.status IN ('running', 'finished')
    )`.execute(postgres)
  return new Set(rows.map(({ channel }) => contactChannel.parse(channel)))
}
