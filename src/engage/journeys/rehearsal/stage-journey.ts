import { sql } from 'kysely'
import type { Context } from '../../../platform/context.ts'
import { publishJourney } from '../publish-journey.ts'
import { journeyTables } from '../store.ts'

/** What becomes of messages that nobody really gets. */
export interface AssumedResponse {
  readonly delivered: number
  readonly opened: number
  readonly clicked: number
}

/**
 * Put one journey on the stage of a scratch: the draft of now under its own key (assignments by hash depend on it),
 * published anew, with nobody inside. All other journeys stand still, but what they sent counts for the gate. Every
 * channel is carried by the simulator.
 */
export async function stageJourney(
  scratch: Context,
  key: string,
  { graph, response }: { graph: unknown; response: AssumedResponse },
): Promise<void> {
  const db = journeyTables(scratch.postgres)
  await db.updateTable('journey').set({ status: 'paused' }).where('status', '=', 'running').execute()
  const original = await db
    .selectFrom('journey')
    .select(['id', 'name', 'description', 'created_by'])
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  await db
    .updateTable('journey')
    .set({ key: `${key}$before` })
    .where('id', '=', original.id)
    .execute()
  await db
    .insertInto('journey')
    .values({
      key,
      name: JSON.stringify(original.name),
      description: original.description,
      graph: JSON.stringify(graph),
      published_version: null,
      open_tick: null,
      created_by: original.created_by,
    })
    .execute()
  await sql`
    UPDATE channel_route SET provider = 'simulator', settings = ${JSON.stringify(response)}::jsonb, enabled = true,
                             rate = NULL`.execute(scratch.postgres)
  await publishJourney(scratch, key)
}
