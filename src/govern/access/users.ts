import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { changedMeanwhile } from '../../platform/http/route-kit.ts'
import { writeAudit } from '../audit/index.ts'
import { assertOrganisations, assertWithinOwnData } from './data-scope.ts'
import { type Role, scopesOfRole } from './roles.ts'
import { type NewUser, newUser, type UserChange, type UserView } from './schema.ts'
import { hashPassword } from './secrets.ts'
import { accessTables } from './store.ts'

const columns = [
  'id',
  'login',
  'name',
  'role',
  'locale',
  'data_scope',
  'disabled_at',
  'version',
  'created_at',
] as const

function view(row: {
  id: number
  login: string
  name: string
  role: UserView['role']
  locale: UserView['locale']
  data_scope: string[] | null
  disabled_at: Date | null
  version: number
  created_at: Date
}): UserView {
  return {
    id: row.id,
    login: row.login,
    name: row.name,
    role: row.role,
    locale: row.locale,
    dataScope: row.data_scope,
    disabled: row.disabled_at !== null,
    version: row.version,
    createdAt: row.created_at.toISOString(),
  }
}

/** Everyone who may sign in, by login. */
export async function listUsers(ctx: Context): Promise<UserView[]> {
  const rows = await accessTables(ctx.postgres)
    .selectFrom('app_user')
    .select(columns)
    .orderBy('login')
    .execute()
  return rows.map(view)
}

/**
 * Who may govern but is not allowed everything (an API key) must not become more through a user whose password it sets.
 * @throws AppError forbidden
 */
function assertWithinOwnScopes(ctx: Context, role: Role): void {
  const beyond = scopesOfRole[role].filter((scope) => !ctx.actor.scopes.has(scope))
  if (beyond.length > 0) {
    throw new AppError(
      'forbidden',
      `The role ${role} is allowed more than you are (${beyond.join(', ')}): ask someone who has it`,
    )
  }
}

/** @throws AppError conflict when the login is taken, forbidden when the role is allowed more than the caller */
export async function createUser(ctx: Context, input: NewUser): Promise<UserView> {
  const user = newUser.parse(input)
  assertWithinOwnScopes(ctx, user.role)
  await assertWithinOwnData(ctx, user.dataScope)
  if (user.dataScope !== null) await assertOrganisations(ctx, user.dataScope)
  const password_hash = await hashPassword(user.password)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const row = await accessTables(transaction)
      .insertInto('app_user')
      .values({
        login: user.login,
        name: user.name,
        role: user.role,
        locale: user.locale,
        password_hash,
        data_scope: user.dataScope,
        disabled_at: null,
      })
      .onConflict((conflict) => conflict.column('login').doNothing())
      .returning(columns)
      .executeTakeFirst()
    if (!row) throw new AppError('conflict', `The login ${user.login} is taken: choose another`)
    await writeAudit(transaction, ctx, {
      action: 'user.create',
      objectKind: 'user',
      objectId: row.login,
      detail: { role: row.role, dataScope: row.data_scope },
    })
    return view(row)
  })
}

/**
 * Change a user. A changed password, role or disabling ends the user's sessions.
 * @throws AppError conflict when it would leave no administrator, forbidden when the user is or would be allowed more
 *   than the caller
 */
export async function updateUser(
  ctx: Context,
  id: number,
  change: UserChange,
  version: number,
): Promise<UserView> {
  const password_hash = change.password === undefined ? undefined : await hashPassword(change.password)
  if (change.dataScope) await assertOrganisations(ctx, change.dataScope)
  if (change.dataScope !== undefined) await assertWithinOwnData(ctx, change.dataScope)
  return ctx.postgres.transaction().execute(async (transaction) => {
    const tables = accessTables(transaction)
    const before = await tables
      .selectFrom('app_user')
      .select(['role', 'data_scope'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (before) {
      assertWithinOwnScopes(ctx, before.role)
      await assertWithinOwnData(ctx, before.data_scope)
    }
    if (change.role !== undefined) assertWithinOwnScopes(ctx, change.role)
    const row = await tables
      .updateTable('app_user')
      .set((e) => ({
        ...(change.name === undefined ? {} : { name: change.name }),
        ...(change.role === undefined ? {} : { role: change.role }),
        ...(change.locale === undefined ? {} : { locale: change.locale }),
        ...(change.dataScope === undefined ? {} : { data_scope: change.dataScope }),
        ...(password_hash === undefined ? {} : { password_hash }),
        ...(change.disabled === undefined ? {} : { disabled_at: change.disabled ? ctx.clock.now() : null }),
        version: e('version', '+', 1),
      }))
      .where('id', '=', id)
      .where('version', '=', version)
      .returning(columns)
      .executeTakeFirst()
    if (!row) {
      throw before ? changedMeanwhile('This user') : new AppError('not_found', `There is no user ${id}`)
    }
    const admins = await tables
      .selectFrom('app_user')
      .select('id')
      .where('role', '=', 'admin')
      .where('data_scope', 'is', null)
      .where('disabled_at', 'is', null)
      .forUpdate()
      .execute()
    // Who sees some customers only cannot let anybody see all again.
    if (admins.length === 0)
      throw new AppError('conflict', 'Someone who sees all customers must stay an administrator')
    if (change.role !== undefined || change.password !== undefined || change.disabled === true) {
      await tables.deleteFrom('session').where('user_id', '=', id).execute()
    }
    const { password: _, ...visible } = change
    await writeAudit(transaction, ctx, {
      action: 'user.update',
      objectKind: 'user',
      objectId: row.login,
      detail: { ...visible, ...(change.password === undefined ? {} : { passwordChanged: true }) },
    })
    return view(row)
  })
}
