import { randomBytes } from 'node:crypto'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { accessTables } from './store.ts'
import { updateUser } from './users.ts'

/**
 * Give a user a new generated password and end their sessions: the way back in for whoever runs the machine.
 * @returns the password, to be shown once
 * @throws AppError not_found when there is no such login
 */
export async function resetPassword(ctx: Context, login: string): Promise<string> {
  const user = await accessTables(ctx.postgres)
    .selectFrom('app_user')
    .select(['id', 'version'])
    .where('login', '=', login.toLowerCase())
    .executeTakeFirst()
  if (!user) throw new AppError('not_found', `There is no user ${login}`)
  const password = randomBytes(12).toString('base64url')
  await updateUser(ctx, user.id, { password, disabled: false }, user.version)
  return password
}
