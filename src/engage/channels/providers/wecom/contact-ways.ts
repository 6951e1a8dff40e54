import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { writeAudit } from '../../../../govern/audit/index.ts'
import type { Context } from '../../../../platform/context.ts'
import { AppError } from '../../../../platform/errors.ts'
import { cutPage, decodeCursor } from '../../../../platform/http/route-kit.ts'
import { contactRoute } from './contact-route.ts'
import { wecomApi } from './settings.ts'
import { wecomTables } from './store.ts'
import { countByState } from './store-contact.ts'
import { addContactWay } from './wecom-client.ts'

export const newContactWay = z.strictObject({
  name: z.string().trim().min(1).max(30).describe('Where customers find the code; staff see it in WeCom'),
  staff: z
    .array(z.string().min(1).max(64))
    .min(1)
    .max(100)
    .describe('WeCom user ids; of several, WeCom picks one'),
  welcome: z.string().max(1_000).default('').describe('Empty: the welcome of the route'),
  skipVerify: z.boolean().default(true).describe('Staff need not accept each customer'),
})
export type NewContactWay = z.input<typeof newContactWay>

export const contactWayView = z.object({
  id: z.number().int(),
  name: z.string(),
  state: z.string().describe('Comes back with every customer who used the code'),
  staff: z.array(z.string()),
  welcome: z.string(),
  qrCode: z.string(),
  customers: z.number().int().describe('Who came by it'),
  standing: z.number().int().describe('Who of them still is a contact'),
  createdAt: z.iso.datetime(),
})
export type ContactWayView = z.infer<typeof contactWayView>

/** Have WeCom make a code by which customers add these staff. */
export async function createContactWay(ctx: Context, input: NewContactWay): Promise<ContactWayView> {
  const way = newContactWay.parse(input)
  const route = await contactRoute(ctx)
  // WeCom carries 30 characters.
  const state = `b${randomBytes(9).toString('base64url')}`
  const answer = await addContactWay(wecomApi(ctx, route.settings), {
    users: way.staff,
    state,
    remark: way.name,
    skipVerify: way.skipVerify,
  })
  if (answer.kind !== 'ok') {
    const code = answer.kind === 'later' ? 'unavailable' : 'invalid_definition'
    throw new AppError(code, `WeCom did not make the code: ${answer.reason}`)
  }
  const createdAt = ctx.clock.now()
  return ctx.postgres.transaction().execute(async (transaction) => {
    const { id } = await wecomTables(transaction)
      .insertInto('wecom_contact_way')
      .values({
        route_id: route.id,
        name: way.name,
        state,
        staff: way.staff,
        welcome: way.welcome,
        config_id: answer.body.config_id,
        qr_code: answer.body.qr_code,
        created_by: ctx.actor.name,
        created_at: createdAt,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await writeAudit(transaction, ctx, {
      action: 'wecom.contact_way.add',
      objectKind: 'wecom_contact_way',
      objectId: String(id),
      detail: { name: way.name, staff: way.staff, state },
    })
    const { name, staff, welcome } = way
    return {
      id,
      name,
      state,
      staff,
      welcome,
      qrCode: answer.body.qr_code,
      customers: 0,
      standing: 0,
      createdAt: createdAt.toISOString(),
    }
  })
}

/** Codes, newest first, with how many customers came by each. */
export async function listContactWays(
  ctx: Context,
  page: { cursor?: string; limit: number },
): Promise<{ items: ContactWayView[]; next: string | null }> {
  let query = wecomTables(ctx.postgres).selectFrom('wecom_contact_way').selectAll()
  if (page.cursor !== undefined) query = query.where('id', '<', decodeCursor(page.cursor, z.number().int()))
  const rows = await query
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .execute()
  const { items: shown, next } = cutPage(rows, page.limit, ({ id }) => id)
  const counts = new Map(
    (await countByState(ctx.clickhouse, { states: shown.map(({ state }) => state) })).map((row) => [
      row.state,
      row,
    ]),
  )
  return {
    items: shown.map((row) => ({
      id: row.id,
      name: row.name,
      state: row.state,
      staff: row.staff,
      welcome: row.welcome,
      qrCode: row.qr_code,
      customers: counts.get(row.state)?.customers ?? 0,
      standing: counts.get(row.state)?.standing ?? 0,
      createdAt: row.created_at.toISOString(),
    })),
    next,
  }
}
