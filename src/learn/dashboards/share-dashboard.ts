import type { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError, type ErrorDetail } from '../../platform/errors.ts'
import { changeBoard } from './change-board.ts'
import type { person, Sharing, sharingChange } from './schema.ts'
import { dashboardTables } from './store.ts'

/** @throws AppError not_found, forbidden, invalid_definition when it names who is not there, precondition_failed */
export async function shareDashboard(
  ctx: Context,
  id: number,
  version: number,
  { owner, ...sharing }: z.output<typeof sharingChange>,
): Promise<void> {
  await checkSharing(ctx, sharing, owner)
  await changeBoard(ctx, { id, version, least: 'own' }, (board) => ({
    set: { sharing: JSON.stringify(sharing), ...(owner === undefined ? {} : { owner }) },
    action: 'dashboard.share',
    detail: {
      version: version + 1,
      before: { ...board.sharing, owner: board.owner },
      after: { ...sharing, owner: owner ?? board.owner },
    },
  }))
}

/** @throws AppError invalid_definition */
export async function checkSharing(ctx: Context, { users, roles }: Sharing, owner?: string): Promise<void> {
  const people = new Set((await listPeople(ctx)).map(({ login }) => login))
  const problems: ErrorDetail[] = []
  for (const [i, { login }] of users.entries()) {
    const path = `/users/${i}/login`
    if (!people.has(login)) problems.push({ path, message: `there is no user "${login}" who may sign in` })
    if (users.findIndex((one) => one.login === login) < i) problems.push({ path, message: 'is named twice' })
  }
  for (const [i, { role }] of roles.entries())
    if (roles.findIndex((one) => one.role === role) < i)
      problems.push({ path: `/roles/${i}/role`, message: 'is named twice' })
  if (owner !== undefined && !people.has(owner))
    problems.push({ path: '/owner', message: `there is no user "${owner}" who may sign in` })
  const [first] = problems
  if (first)
    throw new AppError('invalid_definition', `The sharing is wrong at ${first.path}: ${first.message}`, {
      details: problems,
    })
}

/** Whom a board can be shared with. */
export function listPeople(ctx: Pick<Context, 'postgres'>): Promise<z.output<typeof person>[]> {
  return dashboardTables(ctx.postgres)
    .selectFrom('app_user')
    .select(['login', 'name', 'role'])
    .where('disabled_at', 'is', null)
    .orderBy('login')
    .execute()
}
