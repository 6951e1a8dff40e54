import { sql } from 'kysely'
import { z } from 'zod'
import { customersWithinScope } from '../../../../govern/access/index.ts'
import { writeAudit } from '../../../../govern/audit/index.ts'
import { recordOptOut } from '../../../../govern/consent/index.ts'
import type { Context } from '../../../../platform/context.ts'
import { decryptContact } from '../../../../platform/crypto/contact-cipher.ts'
import { AppError } from '../../../../platform/errors.ts'
import { cutPage, decodeCursor } from '../../../../platform/http/route-kit.ts'
import { type Receipt, recordReceipts } from '../../receive-receipts.ts'
import { type callQuery, type CallView, callView, type outcomeInput } from './schema.ts'
import { callTables } from './store.ts'

/** Nobody is rung more often than this for one call. */
const attemptsAtMost = 3

const cursorShape = z.tuple([z.iso.datetime(), z.guid()])

/** The call list of the data scope, oldest first. Names and phones are masked: callers see them on the customer's page. */
export async function listCalls(
  ctx: Context,
  query: z.output<typeof callQuery>,
): Promise<{ items: CallView[]; next: string | null }> {
  const after = query.cursor ? decodeCursor(query.cursor, cursorShape) : undefined
  const { organisations } = ctx.actor
  const rows = await callTables(ctx.postgres)
    .selectFrom('call_entry')
    .leftJoin('journey', 'journey.id', 'call_entry.journey_id')
    .selectAll('call_entry')
    .select([
      'journey.key',
      sql<string | null>`planned_on::text`.as('planned'),
      sql<string>`due_on::text`.as('due'),
    ])
    .$if(organisations !== null, (rest) =>
      rest.where(sql<boolean>`call_entry.branch = ANY(${organisations})`),
    )
    .$if(query.caller !== undefined, (rest) => rest.where('caller', '=', query.caller ?? ''))
    .$if(query.status !== undefined, (rest) => rest.where('call_entry.status', '=', query.status ?? 'open'))
    .$if(query.planned === 'true', (rest) => rest.where('planned_on', 'is not', null))
    .$if(query.planned === 'false', (rest) => rest.where('planned_on', 'is', null))
    .$if(after !== undefined, (rest) =>
      rest.where((is) =>
        is(
          is.refTuple('call_entry.created_at', 'touch'),
          '>',
          is.tuple(new Date(after?.[0] ?? 0), after?.[1] ?? ''),
        ),
      ),
    )
    .orderBy('call_entry.created_at')
    .orderBy('touch')
    .limit(query.limit + 1)
    .execute()
  const { items, next } = cutPage(rows, query.limit, (last) => [last.created_at.toISOString(), last.touch])
  // The branch is that of when the call was asked for; who has moved since is no longer shown.
  const shown = await customersWithinScope(
    ctx,
    items.map(({ customer }) => Number(customer)),
  )
  return {
    items: items
      .filter(({ customer }) => shown.has(Number(customer)))
      .map((row) =>
        callView.parse({
          id: row.touch,
          journey: row.key ?? '',
          customerNumber: row.customer_number,
          name: maskName(row.name),
          phone: maskPhone(decryptContact(ctx.config, row.phone)),
          title: row.title,
          script: row.script,
          branch: row.branch,
          manager: row.manager,
          caller: row.caller,
          plannedOn: row.planned,
          dueOn: row.due,
          status: row.status,
          outcome: row.outcome,
          note: row.note,
          attempts: row.attempts,
          createdAt: row.created_at.toISOString(),
        }),
      ),
    next,
  }
}

const maskName = (name: string): string => (name === '' ? '' : `${[...name][0] ?? ''}**`)
const maskPhone = (phone: string): string => phone.replace(/^(.{3}).*(.{4})$/, '$1****$2')

/**
 * Note how a call went. Nobody answered: it waits for another day, three times at most. The customer wants no more
 * calls: the gate hears of it, like any other opt-out.
 */
export async function recordCall(
  ctx: Context,
  id: string,
  input: z.output<typeof outcomeInput>,
): Promise<void> {
  const now = ctx.clock.now()
  const { outcome, note } = input
  const entry = await ctx.postgres.transaction().execute(async (transaction) => {
    const db = callTables(transaction)
    const current = await db
      .selectFrom('call_entry')
      .select(['touch', 'route_id', 'customer', 'status', 'attempts'])
      .where('touch', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (!current || !(await customersWithinScope(ctx, [Number(current.customer)])).size)
      throw new AppError('not_found', 'There is no such call')
    if (current.status !== 'open') {
      throw new AppError('conflict', 'How this call went was noted already')
    }
    const attempts = current.attempts + 1
    const again = outcome === 'no_answer' && attempts < attemptsAtMost
    const failed = outcome === 'wrong_number' || (outcome === 'no_answer' && !again)
    await db
      .updateTable('call_entry')
      .set({
        attempts,
        outcome,
        note,
        status: again ? 'open' : failed ? 'failed' : 'done',
        ...(again ? { planned_on: null, caller: '' } : {}),
        updated_at: now,
      })
      .where('touch', '=', id)
      .execute()
    await writeAudit(transaction, ctx, {
      action: 'call.outcome',
      objectKind: 'call',
      objectId: id,
      detail: { outcome, attempts },
    })
    return { ...current, again, failed }
  })
  const statuses: Receipt['status'][] = entry.again
    ? []
    : entry.failed
      ? ['failed']
      : outcome === 'interested'
        ? ['delivered', 'opened', 'clicked']
        : ['delivered', 'opened']
  await recordReceipts(
    ctx,
    { id: entry.route_id, provider: 'call_list' },
    statuses.map((status) => ({ message: id, status, at: now, detail: outcome })),
  )
  if (outcome === 'no_more_calls') {
    const customers = [Number(entry.customer)]
    await recordOptOut(ctx, { channel: 'call', customers, evidence: 'said on the phone' })
  }
}

/** How many calls each manager can make a day; '' is everyone who is not named. */
export async function listCapacities(
  ctx: Context,
): Promise<{ manager: string; perDay: number; branch: string }[]> {
  const rows = await callTables(ctx.postgres)
    .selectFrom('call_capacity')
    .selectAll()
    .orderBy('manager')
    .execute()
  return rows.map(({ manager, per_day, branch }) => ({ manager, perDay: per_day, branch }))
}

/**
 * Say how many calls a member of staff can make a day ('' = everyone who is not named); undefined: like everyone else.
 * @throws AppError not_found when nobody on the staff has that code, or nothing was said of it
 */
export async function saveCapacity(
  ctx: Context,
  manager: string,
  capacity: { perDay: number; branch: string } | undefined,
): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    const db = callTables(transaction)
    if (capacity) {
      if (manager !== '') await requireStaff(db, manager)
      const values = { per_day: capacity.perDay, branch: capacity.branch, updated_at: ctx.clock.now() }
      await db
        .insertInto('call_capacity')
        .values({ manager, ...values })
        .onConflict((conflict) => conflict.column('manager').doUpdateSet(values))
        .execute()
    } else if (manager === '') {
      throw new AppError('invalid_request', 'What holds for everyone cannot be taken away: change it')
    } else {
      const { numDeletedRows } = await db
        .deleteFrom('call_capacity')
        .where('manager', '=', manager)
        .executeTakeFirst()
      if (numDeletedRows === 0n)
        throw new AppError('not_found', `Nothing is said of the calls of "${manager}"`)
    }
    await writeAudit(transaction, ctx, {
      action: 'call.capacity',
      objectKind: 'manager',
      objectId: manager,
      detail: { perDay: capacity?.perDay ?? null },
    })
  })
}

async function requireStaff(db: ReturnType<typeof callTables>, code: string): Promise<void> {
  const known = await db.selectFrom('staff').select('code').where('code', '=', code).executeTakeFirst()
  if (!known) throw new AppError('not_found', `Nobody on the staff has the code "${code}"`)
}
