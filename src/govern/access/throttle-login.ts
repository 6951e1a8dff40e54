import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { accessTables } from './store.ts'

const windowMilliseconds = 15 * 60_000
const failuresPerLogin = 5
const failuresPerAddress = 30

interface Attempt {
  readonly login: string
  readonly address: string
}

const buckets = ({ login, address }: Attempt): readonly [string, number][] => [
  [`login:${login}`, failuresPerLogin],
  [`address:${address}`, failuresPerAddress],
]

/**
 * Count an attempt as failed before its password is looked at, so that many attempts at once cannot all pass before the
 * first of them has failed. `clearLoginFailures` takes a successful one back.
 * @returns what `clearLoginFailures` needs
 * @throws AppError rate_limited when this login or address failed too often in the last quarter of an hour
 */
export async function beginLoginAttempt(ctx: Context, attempt: Attempt): Promise<number[]> {
  const now = ctx.clock.now()
  const since = new Date(now.getTime() - windowMilliseconds)
  const tables = accessTables(ctx.postgres)
  const rows = await tables
    .insertInto('login_failure')
    .values(buckets(attempt).map(([bucket]) => ({ bucket, at: now })))
    .returning('id')
    .execute()
  const own = rows.map(({ id }) => id)
  for (const [bucket, limit] of buckets(attempt)) {
    const row = await tables
      .selectFrom('login_failure')
      .select((e) => [e.fn.countAll<number>().as('failures'), e.fn.min('at').as('first')])
      .where('bucket', '=', bucket)
      .where('at', '>', since)
      .where('id', 'not in', own)
      .executeTakeFirstOrThrow()
    if (row.failures >= limit) {
      // A refused attempt is none: whoever keeps trying does not keep the owner out for longer.
      await tables.deleteFrom('login_failure').where('id', 'in', own).execute()
      const freeAt = new Date(row.first).getTime() + windowMilliseconds
      const seconds = Math.max(1, Math.ceil((freeAt - now.getTime()) / 1000))
      throw new AppError('rate_limited', 'Too many failed sign-ins: wait a while and try again', {
        retryAfterSeconds: seconds,
      })
    }
  }
  return own
}

/** After a right password: its own attempt was no failure, and those of this login are forgiven. */
export async function clearLoginFailures(
  ctx: Context,
  login: string,
  attempt: readonly number[],
): Promise<void> {
  const tables = accessTables(ctx.postgres)
  await tables
    .deleteFrom('login_failure')
    .where((e) => e.or([e('bucket', '=', `login:${login}`), e('id', 'in', attempt)]))
    .execute()
}

/** Drop what no window reaches any more. */
export async function forgetOldLoginFailures(ctx: Context): Promise<void> {
  await accessTables(ctx.postgres)
    .deleteFrom('login_failure')
    .where('at', '<', new Date(ctx.clock.now().getTime() - 2 * windowMilliseconds))
    .execute()
}
