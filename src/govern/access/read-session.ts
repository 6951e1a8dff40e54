import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import type { SessionView } from './schema.ts'
import { accessTables } from './store.ts'

/** The signed-in person and what they may do. */
export async function readSession(ctx: Context): Promise<SessionView> {
  const user =
    ctx.actor.kind === 'user'
      ? await accessTables(ctx.postgres)
          .selectFrom('app_user')
          .select(['login', 'name', 'role', 'locale', 'data_scope as dataScope'])
          .where('id', '=', Number(ctx.actor.id))
          .executeTakeFirst()
      : undefined
  if (!user) throw new AppError('unauthenticated', 'This is not the session of a person')
  return { user, scopes: [...ctx.actor.scopes] }
}
