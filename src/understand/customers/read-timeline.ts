import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { decodeCursor, encodeCursor, pageQuery } from '../../platform/http/route-kit.ts'
import { plainText } from '../rules/index.ts'
import { maskProperties } from './mask.ts'
import { findPerson } from './person.ts'
import { timelineCounts, timelineRows } from './queries/timeline.ts'

const list = z
  .union([plainText(200), z.array(plainText(200)).max(50)])
  .transform((value) => (typeof value === 'string' ? [value] : value).filter((one) => one !== ''))
  .default([])

export const timelineQuery = pageQuery.extend({
  name: list.describe('Names of events, any of them'),
  channel: list.describe('Channels, any of them'),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  text: plainText(100).optional().describe('In the name or in a property'),
})

export const timelineEvent = z.object({
  at: z.iso.datetime(),
  name: z.string(),
  kind: z.string(),
  customer: z.number().int().describe('The number it came under, before merges'),
  source: z.number().int(),
  channel: z.string(),
  session: z.string(),
  messageId: z.string(),
  properties: z.record(z.string(), z.string()).describe('Personal data masked'),
})
export type TimelineEvent = z.output<typeof timelineEvent>

/** The instant of the last row shown, and how many rows of that instant were shown. */
const cursorShape = z.tuple([z.iso.datetime(), z.number().int().min(1).max(100_000)])

const dayLong = 24 * 60 * 60_000
const beginning = new Date('1970-01-01T00:00:00Z')
/** How far back to look, step by step, until the page is full: old months stay unread while nobody asks for them. */
const windows = [31 * dayLong, 186 * dayLong]

/** One customer's events, newest first, whichever of its numbers they came under. */
export async function readTimeline(
  ctx: Context,
  reference: string,
  query: z.output<typeof timelineQuery>,
): Promise<{ items: TimelineEvent[]; next: string | null }> {
  const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, cursorShape)
  const { members } = await findPerson(ctx, reference)
  const now = ctx.clock.now()
  const newest = query.to === undefined ? now : new Date(query.to)
  const until = after ? new Date(after[0]) : newest
  const oldest = query.from === undefined ? beginning : new Date(query.from)
  const starts = [...windows.map((back) => new Date(until.getTime() - back)), beginning]
  let rows: Awaited<ReturnType<typeof timelineRows>> = []
  for (const start of starts) {
    const since = start > oldest ? start : oldest
    rows = await timelineRows(ctx.clickhouse, {
      members,
      since,
      until,
      names: query.name,
      channels: query.channel,
      text: query.text ?? '',
      limit: query.limit + 1,
      skip: after?.[1] ?? 0,
    })
    if (rows.length > query.limit || since <= oldest) break
  }
  const page = rows.slice(0, query.limit)
  return {
    items: page.map((row) => ({
      at: row.happened,
      name: row.name,
      kind: row.kind,
      customer: row.person,
      source: row.source,
      channel: row.channel,
      session: row.session,
      messageId: row.messageId,
      properties: maskProperties(row.properties),
    })),
    next: rows.length > page.length ? cursorAfter(page, after) : null,
  }
}

function cursorAfter(
  page: readonly { readonly happened: string }[],
  before: z.output<typeof cursorShape> | undefined,
): string {
  const last = page.at(-1)?.happened ?? ''
  const shown = page.filter((row) => row.happened === last).length
  return encodeCursor([last, shown + (before?.[0] === last ? before[1] : 0)])
}

export const timelineCount = z.object({
  name: z.string(),
  channel: z.string(),
  events: z.number().int(),
  newest: z.iso.datetime(),
})

/** How many events of each name and channel a customer has. */
export async function countTimeline(
  ctx: Context,
  reference: string,
): Promise<z.output<typeof timelineCount>[]> {
  const { members } = await findPerson(ctx, reference)
  return timelineCounts(ctx.clickhouse, { members, until: ctx.clock.now() })
}
