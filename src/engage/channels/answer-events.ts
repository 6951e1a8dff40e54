import { sql } from 'kysely'
import { z } from 'zod'
import { announceBlock } from '../../collect/drainer/index.ts'
import { defineQuery } from '../../platform/clickhouse/define-query.ts'
import type { Context } from '../../platform/context.ts'

/** What customers say or do by a channel without being asked by a touch, as events: names, titles and properties. */
const answerEvents = {
  $sms_received: { title: '收到客户短信', properties: ['text', 'optOut'] },
  $wecom_contact_added: { title: '添加企业微信好友', properties: ['staff', 'state'] },
  $wecom_contact_removed: { title: '删除企业微信好友', properties: ['staff', 'state'] },
} as const

export interface AnswerEvent {
  readonly name: keyof typeof answerEvents
  readonly customer: number
  readonly at: Date
  readonly channel: string
  /** The same for the same occurrence, however often a provider tells of it. */
  readonly id: string
  /** What else it may be stored under: it is the same occurrence, then. */
  readonly otherIds?: readonly string[]
  readonly properties: Readonly<Record<string, string>>
}

const readStored = defineQuery({
  sql: `
    SELECT message_id AS id, toString(block) AS block, toUnixTimestamp64Milli(at) AS at,
           toUnixTimestamp64Milli(received) AS received
    FROM event
    WHERE customer IN {customers:Array(UInt32)} AND name IN {names:Array(String)} AND message_id IN {ids:Array(String)}`,
  parameters: z.object({
    customers: z.array(z.number()),
    names: z.array(z.string()),
    ids: z.array(z.string()),
  }),
  row: z.object({
    id: z.string(),
    block: z.string(),
    at: z.coerce.number(),
    received: z.coerce.number(),
  }),
})

/** Announced so long afterwards, a block may have been read and forgotten: it would be read twice. */
const announcedAgainWithin = 3_600_000

/**
 * Store what came in by a channel as events and tell whoever waits for events, so that rules and journeys can react. Of
 * what is told again only the announcement is repeated, which changes nothing unless we died before the first one.
 */
export async function storeAnswerEvents(ctx: Context, events: readonly AnswerEvent[]): Promise<void> {
  if (events.length === 0) return
  const names = [...new Set(events.map(({ name }) => name))]
  await makeKnown(ctx, names)
  const stored = await readStored(ctx.clickhouse, {
    customers: [...new Set(events.map(({ customer }) => customer))],
    names,
    ids: events.flatMap(({ id, otherIds = [] }) => [id, ...otherIds]),
  })
  const now = ctx.clock.now()
  for (const { block, at, received } of stored) {
    if (now.getTime() - received > announcedAgainWithin) continue
    await announceBlock(ctx, { block, at: [at, at], received: [received, received], events: 1, names })
  }
  const known = new Set(stored.map(({ id }) => id))
  for (const { id, otherIds = [], at, properties, ...rest } of events) {
    if ([id, ...otherIds].some((one) => known.has(one))) continue
    known.add(id)
    const block = await nextBlock(ctx)
    const row = { ...rest, at, received: now, kind: 'track', source: 0, message_id: id, properties, block }
    await ctx.clickhouse.insert('event', Object.keys(row), JSON.stringify(row))
    const times = { at: [at.getTime(), at.getTime()], received: [now.getTime(), now.getTime()] } as const
    await announceBlock(ctx, { block, ...times, events: 1, names: [rest.name] })
  }
}

async function nextBlock(ctx: Context): Promise<string> {
  const { rows } = await sql<{ block: string }>`SELECT nextval('happening_block')::text AS block`.execute(
    ctx.postgres,
  )
  return rows[0]?.block ?? '0'
}

/** Rules can name these events from the first one on. What people wrote about them stays. */
async function makeKnown(ctx: Context, names: readonly (keyof typeof answerEvents)[]): Promise<void> {
  const now = ctx.clock.now()
  await ctx.postgres.transaction().execute(async (transaction) => {
    for (const name of names) {
      const { title, properties } = answerEvents[name]
      await sql`
        INSERT INTO event_definition (name, status, title, first_seen, last_seen)
        VALUES (${name}, 'approved', ${title}, ${now}, ${now}) ON CONFLICT DO NOTHING`.execute(transaction)
      await sql`
        INSERT INTO property_definition (event, name, type, first_seen, last_seen)
        SELECT ${name}, property, 'string', ${now}, ${now} FROM unnest(${[...properties]}::text[]) AS property
        ON CONFLICT DO NOTHING`.execute(transaction)
    }
  })
}
