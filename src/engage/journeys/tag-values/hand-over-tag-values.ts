import { sql } from 'kysely'
import { z } from 'zod'
import { literal } from '../../../platform/clickhouse/literal.ts'
import type { Context } from '../../../platform/context.ts'
import { AppError, messageOf } from '../../../platform/errors.ts'
import { handOverValues } from '../../../understand/tags/index.ts'
import { journeyTables } from '../store.ts'

interface Due {
  readonly id: number
  readonly key: string
  /** Handed over up to this tick … */
  readonly from: number
  /** … and committed up to this one. */
  readonly to: number
}

/**
 * Hand the values of tags that committed ticks noted over to the tags, a set at a time. What was handed over when the
 * worker died is handed over again and changes nothing: values carry the instant of their tick.
 * @throws AppError internal after all have had their turn, when a tag could not take its values; they stay due
 */
export async function handOverTagValues(ctx: Context): Promise<{ tags: string[] }> {
  const due = await readDue(ctx)
  const tags: string[] = []
  const failed: string[] = []
  for (const journey of due) {
    const rows = `journey = ${journey.id} AND tick > ${journey.from} AND tick <= ${journey.to}`
    const noted = await ctx.clickhouse.query(
      `SELECT DISTINCT tag FROM journey_tag_value WHERE ${rows} ORDER BY tag`,
      {},
      z.object({ tag: z.string() }),
    )
    try {
      for (const { tag } of noted) {
        const values = `
SELECT customer, value, at AS updated FROM journey_tag_value
WHERE ${rows} AND tag = ${literal(tag, 'String')}`
        await handOverValues(ctx, tag, values, {
          journey: journey.key,
          ticks: [journey.from + 1, journey.to],
        })
        tags.push(tag)
      }
    } catch (error) {
      ctx.log.error({ journey: journey.key, reason: messageOf(error) }, 'a tag could not take values')
      failed.push(`"${journey.key}": ${messageOf(error)}`)
      continue
    }
    await journeyTables(ctx.postgres)
      .updateTable('journey')
      .set({ tags_tick: journey.to })
      .where('id', '=', journey.id)
      .execute()
  }
  if (failed.length > 0)
    throw new AppError(
      'internal',
      `Values of tags wait in ${failed.length} journeys that could not be set: ${failed.join('; ')}`,
    )
  return { tags: [...new Set(tags)] }
}

/** Journeys that set tags in some version and have ticks that nobody looked at. */
function readDue(ctx: Context): Promise<Due[]> {
  return journeyTables(ctx.postgres)
    .selectFrom('journey')
    .select(['id', 'key', 'tags_tick as from', 'committed_tick as to'])
    .whereRef('committed_tick', '>', 'tags_tick')
    .where(
      sql<boolean>`EXISTS (SELECT FROM journey_version WHERE journey_id = journey.id
        AND graph @? '$.nodes.*.type ? (@ == "set_tag")')`,
    )
    .orderBy('id')
    .execute()
}
