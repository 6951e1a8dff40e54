import { z } from 'zod'
import { contactCategory, contactChannel } from '../../../govern/consent/index.ts'
import type { Context } from '../../../platform/context.ts'
import type { FollowUp } from './follow-up-sql.ts'

/** As much of a published graph as following up needs. Anything else is no business of channels. */
const graphShape = z.object({
  category: contactCategory.default('marketing'),
  priority: z.number().optional(),
  nodes: z.record(z.string(), z.unknown()),
})
const messageShape = z.object({
  type: z.literal('message'),
  route: z.object({
    channels: z.array(contactChannel).min(2),
    by: z.enum(['order', 'preference', 'response', 'cost']).default('order'),
  }),
  templates: z.partialRecord(contactChannel, z.string()),
  fallback: z.object({
    on: z.array(z.enum(['failed', 'not_opened'])).min(1),
    afterHours: z.number().positive(),
  }),
})

type Tables = {
  journey: { id: number; key: string; status: string; ended_at: Date | null }
  journey_version: { journey_id: number; version: number; graph: unknown }
}

/** A journey may be over while the answers to its last messages are still waited for: the longest wait, and a while. */
const afterEnd = 45 * 86_400_000

/**
 * Every message that is to be followed up, of journeys that run or have ended not long ago, in whichever version
 * customers may stand or have stood.
 */
export async function readFollowUps(ctx: Context): Promise<FollowUp[]> {
  const since = new Date(ctx.clock.now().getTime() - afterEnd)
  const rows = await ctx.postgres
    .withTables<Tables>()
    .selectFrom('journey_version')
    .innerJoin('journey', 'journey.id', 'journey_version.journey_id')
    .select(['journey.id', 'journey.key', 'journey_version.version', 'journey_version.graph'])
    .where((is) =>
      is.or([
        is('journey.status', '=', 'running'),
        is.and([is('journey.status', '=', 'finished'), is('journey.ended_at', '>', since)]),
      ]),
    )
    .orderBy('journey.id')
    .orderBy('journey_version.version')
    .execute()
  return rows.flatMap(({ id, key, version, graph }) => {
    const { data } = graphShape.safeParse(graph)
    return Object.entries(data?.nodes ?? {}).flatMap(([node, one]): FollowUp[] => {
      const message = messageShape.safeParse(one).data
      if (!data || !message) return []
      const { route, templates, fallback } = message
      return [
        {
          journey: { id, key, priority: data.priority },
          version,
          node,
          channels: route.channels.filter((channel) => templates[channel] !== undefined),
          by: route.by,
          templates,
          on: fallback.on,
          afterHours: fallback.afterHours,
          category: data.category,
        },
      ]
    })
  })
}
