import { type RawBuilder, sql } from 'kysely'
import type { Actor } from '../../platform/actor.ts'
import type { Context, Postgres } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import { type DashboardRow, dashboardTables } from './store.ts'

/** Who asks, as boards see it. */
interface Reader {
  /** As in `owner`; a login can hold no colon, so a machine is never taken for a person. */
  readonly principal: string
  /** Of a person; null for machines, with whom nothing is shared by name or role. */
  readonly login: string | null
  readonly role: string | null
  /** Whoever may govern may do everything with every board, so that none is lost with its owner. */
  readonly governs: boolean
}

export function principalOf({ kind, id, name }: Actor): string {
  return kind === 'user' ? name : `${kind}:${id}`
}

export async function readerOf(ctx: Pick<Context, 'postgres' | 'actor'>): Promise<Reader> {
  const { actor } = ctx
  const user =
    actor.kind === 'user'
      ? await dashboardTables(ctx.postgres)
          .selectFrom('app_user')
          .select('role')
          .where('login', '=', actor.name)
          .executeTakeFirst()
      : undefined
  return {
    principal: principalOf(actor),
    login: actor.kind === 'user' ? actor.name : null,
    role: user?.role ?? null,
    governs: actor.scopes.has('govern:write'),
  }
}

export type May = 'view' | 'edit' | 'own'
const ranks = { none: 0, view: 1, edit: 2, own: 3 } as const

/** The most that a reader may do with a board; null = not even know that it is there. */
export function mayDo(reader: Reader, board: Pick<DashboardRow, 'owner' | 'sharing'>): May | null {
  if (reader.governs || board.owner === reader.principal) return 'own'
  const { everyone, users, roles } = board.sharing
  const granted = [
    everyone,
    ...users.filter(({ login }) => login === reader.login).map(({ may }) => may),
    ...roles.filter(({ role }) => role === reader.role).map(({ may }) => may),
  ]
  const most = granted.toSorted((a, b) => ranks[b] - ranks[a])[0] ?? 'none'
  return most === 'none' ? null : most
}

/** The same as a condition on the table `dashboard`. */
export function visibleTo({ principal, login, role, governs }: Reader): RawBuilder<boolean> {
  if (governs) return sql<boolean>`true`
  return sql<boolean>`(dashboard.owner = ${principal} OR dashboard.sharing ->> 'everyone' <> 'none'
    OR dashboard.sharing -> 'users' @> ${JSON.stringify([{ login: login ?? '' }])}::jsonb
    OR dashboard.sharing -> 'roles' @> ${JSON.stringify([{ role: role ?? '' }])}::jsonb)`
}

const noBoard = (id: number): AppError => new AppError('not_found', `There is no dashboard ${id}`)

/** @throws AppError not_found, also when the board is not shared with the caller */
export async function boardFor(
  ctx: Pick<Context, 'postgres' | 'actor'>,
  id: number,
): Promise<{ board: DashboardRow; reader: Reader; may: May }> {
  const reader = await readerOf(ctx)
  const board = await dashboardTables(ctx.postgres)
    .selectFrom('dashboard')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  const may = board ? mayDo(reader, board) : null
  if (!board || !may) throw noBoard(id)
  return { board, reader, may }
}

/**
 * A board for changing, locked until the transaction ends.
 * @throws AppError not_found, forbidden, precondition_failed when someone else changed it meanwhile
 */
export async function lockBoard(
  ctx: Pick<Context, 'actor'>,
  transaction: Postgres,
  { id, version, least }: { id: number; version?: number; least: May },
): Promise<{ board: DashboardRow; reader: Reader; may: May }> {
  const reader = await readerOf({ ...ctx, postgres: transaction })
  const board = await dashboardTables(transaction)
    .selectFrom('dashboard')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  const may = board ? mayDo(reader, board) : null
  if (!board || !may) throw noBoard(id)
  if (ranks[may] < ranks[least])
    throw new AppError(
      'forbidden',
      least === 'own'
        ? `Only the owner of the dashboard ${id} (${board.owner}) or an administrator may do this`
        : `The dashboard ${id} is shared with you for viewing only: copy it, or ask ${board.owner}`,
    )
  if (version !== undefined && board.version !== version) throw changedMeanwhile(`The dashboard ${id}`)
  return { board, reader, may }
}
