import { withActor, type Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { writeAudit } from '../audit/index.ts'
import { scopesOfRole } from './roles.ts'
import type { Credentials, SessionView } from './schema.ts'
import { hashToken, newToken, verifyPassword } from './secrets.ts'
import { accessTables } from './store.ts'
import { beginLoginAttempt, clearLoginFailures, forgetOldLoginFailures } from './throttle-login.ts'

/** A working day and a bit: people sign in once a day. */
export const sessionMilliseconds = 12 * 3_600_000

/**
 * Check a login and password and open a session.
 * @returns the cookie's token (stored only as a hash) and what the console needs
 * @throws AppError unauthenticated, or rate_limited after repeated failures
 */
export async function signIn(
  ctx: Context,
  credentials: Credentials,
  client: { address: string; userAgent: string },
): Promise<{ token: string; session: SessionView }> {
  const login = credentials.login.trim().toLowerCase()
  const attempt = await beginLoginAttempt(ctx, { login, address: client.address })
  const user = await accessTables(ctx.postgres)
    .selectFrom('app_user')
    .selectAll()
    .where('login', '=', login)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  if (!(await verifyPassword(user?.password_hash, credentials.password)) || !user) {
    await forgetOldLoginFailures(ctx)
    await ctx.postgres.transaction().execute((transaction) =>
      writeAudit(transaction, ctx, {
        action: 'session.create',
        objectKind: 'user',
        objectId: login,
        result: 'refused',
      }),
    )
    throw new AppError('unauthenticated', 'The login or the password is wrong')
  }
  const token = newToken()
  const now = ctx.clock.now()
  const actor = {
    ...ctx.actor,
    kind: 'user' as const,
    id: String(user.id),
    name: user.login,
    address: client.address,
  }
  await ctx.postgres.transaction().execute(async (transaction) => {
    await accessTables(transaction)
      .insertInto('session')
      .values({
        token_hash: hashToken(token),
        user_id: user.id,
        address: client.address,
        user_agent: client.userAgent.slice(0, 300),
        created_at: now,
        expires_at: new Date(now.getTime() + sessionMilliseconds),
      })
      .execute()
    await accessTables(transaction).deleteFrom('session').where('expires_at', '<', now).execute()
    await writeAudit(transaction, withActor(ctx, actor), {
      action: 'session.create',
      objectKind: 'user',
      objectId: user.login,
    })
  })
  await clearLoginFailures(ctx, login, attempt)
  return {
    token,
    session: {
      user: {
        login: user.login,
        name: user.name,
        role: user.role,
        locale: user.locale,
        dataScope: user.data_scope,
      },
      scopes: [...scopesOfRole[user.role]],
    },
  }
}

/** End the session of this token. */
export async function signOut(ctx: Context, token: string): Promise<void> {
  await ctx.postgres.transaction().execute(async (transaction) => {
    await accessTables(transaction).deleteFrom('session').where('token_hash', '=', hashToken(token)).execute()
    await writeAudit(transaction, ctx, {
      action: 'session.delete',
      objectKind: 'user',
      objectId: ctx.actor.name,
    })
  })
}
