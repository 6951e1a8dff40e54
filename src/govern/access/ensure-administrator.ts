import { randomBytes } from 'node:crypto'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { accessTables } from './store.ts'
import { createUser } from './users.ts'

/**
 * Make the first administrator when there is no user at all.
 * @returns the generated password, to be printed once; null when someone exists or the password was given
 */
export async function ensureAdministrator(ctx: Context): Promise<{ login: string; password: string } | null> {
  const anyone = await accessTables(ctx.postgres)
    .selectFrom('app_user')
    .select('id')
    .limit(1)
    .executeTakeFirst()
  if (anyone) return null
  const generated = randomBytes(12).toString('base64url')
  try {
    await createUser(ctx, {
      login: 'admin',
      name: 'Administrator',
      role: 'admin',
      password: ctx.config.adminPassword ?? generated,
    })
  } catch (error) {
    // Another process that started at the same time made it.
    if (error instanceof AppError && error.code === 'conflict') return null
    throw error
  }
  return ctx.config.adminPassword === undefined ? { login: 'admin', password: generated } : null
}
