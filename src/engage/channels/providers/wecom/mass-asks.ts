import { sql } from 'kysely'
import { z } from 'zod'
import { defineQuery } from '../../../../platform/clickhouse/define-query.ts'
import type { Context } from '../../../../platform/context.ts'
import { wecomTables } from './store.ts'

/** What a worker that was killed left behind is asked about within minutes; after this it is forgotten. */
const rememberedDays = 7

const readRetried = defineQuery({
  sql: `
    SELECT touch, toUnixTimestamp64Milli(max(at)) AS last FROM touch_receipt
    WHERE journey = {journey:UInt32} AND touch IN {touches:Array(UUID)} AND status = 'retried'
    GROUP BY touch`,
  parameters: z.object({ journey: z.number(), touches: z.array(z.string()) }),
  row: z.object({ touch: z.string(), last: z.coerce.number() }),
})

/**
 * Touches of a batch that WeCom was asked to send before: by which message, null when its answer was never heard. What
 * somebody wanted to be tried again since may be asked for again.
 */
export async function readAsks(
  ctx: Pick<Context, 'postgres' | 'clickhouse'>,
  { route, journey }: { route: number; journey: number },
  touches: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const { rows } = await sql<{ touch: string; msgid: string | null; asked_at: Date }>`
    SELECT touch, msgid, asked_at FROM wecom_mass_ask
    WHERE route_id = ${route} AND touch = ANY(${[...touches]}::uuid[])`.execute(ctx.postgres)
  if (rows.length === 0) return new Map()
  const asked = rows.map(({ touch }) => touch)
  const retried = await readRetried(ctx.clickhouse, { journey, touches: asked })
  const lastly = new Map(retried.map(({ touch, last }) => [touch, last]))
  const standing = rows.filter(({ touch, asked_at: at }) => at.getTime() >= (lastly.get(touch) ?? 0))
  return new Map(standing.map(({ touch, msgid }) => [touch, msgid]))
}

/** Before WeCom is asked: there is no key by which it would know that it is asked again. */
export async function noteAsks(ctx: Context, route: number, touches: readonly string[]): Promise<void> {
  await sql`
    INSERT INTO wecom_mass_ask (route_id, touch, asked_at)
    SELECT ${route}, touch, ${ctx.clock.now()} FROM unnest(${[...touches]}::uuid[]) AS touch
    ON CONFLICT (route_id, touch) DO UPDATE SET msgid = NULL, asked_at = excluded.asked_at`.execute(
    ctx.postgres,
  )
}

export async function noteAnswer(
  ctx: Pick<Context, 'postgres'>,
  route: number,
  touches: readonly string[],
  msgid: string,
): Promise<void> {
  await sql`
    UPDATE wecom_mass_ask SET msgid = ${msgid}
    WHERE route_id = ${route} AND touch = ANY(${[...touches]}::uuid[])`.execute(ctx.postgres)
}

/** WeCom surely did not take them. */
export async function forgetAsks(
  ctx: Pick<Context, 'postgres'>,
  route: number,
  touches: readonly string[],
): Promise<void> {
  await sql`
    DELETE FROM wecom_mass_ask
    WHERE route_id = ${route} AND touch = ANY(${[...touches]}::uuid[])`.execute(ctx.postgres)
}

export async function forgetOldAsks(ctx: Context): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - rememberedDays * 86_400_000)
  await wecomTables(ctx.postgres).deleteFrom('wecom_mass_ask').where('asked_at', '<', before).execute()
}
