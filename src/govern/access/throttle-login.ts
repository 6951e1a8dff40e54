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

/** @throws AppError rate_limited when this login or address failed too often in the last quarter of an hour */
export async function assertLoginAllowed(ctx: Context, attempt: Attempt): Promise<void> {
  const since = new Date(ctx.clock.now().getTime() - windowMilliseconds)
  for (const [bucket, limit] of buckets(attempt)) {
    const row = await accessTables(ctx.postgres)
      .selectFrom('login_failure')
      .select((e) => [e.fn.countAll<number>().as('failures'), e.fn.min('at').as('first')])
      .where('bucket', '=', bucket)
      .where('at', '>', since)
      .executeTakeFirstOrThrow()
    if (row.failures >= limit) {
      const freeAt = new Date(row.first).getTime() + windowMilliseconds
      const seconds = Math.max(1, Math.ceil((freeAt - ctx.clock.now().getTime()) / 1000))
      throw new AppError('rate_limited', 'Too many failed sign-ins: wait a while and try again', {
        retryAfterSeconds: seconds,
      })
    }
  }
}

export async function recordLoginFailure(ctx: Context, attempt: Attempt): Promise<void> {
  const at = ctx.clock.now()
  const tables = accessTables(ctx.postgres)
  await tables
    .insertInto('login_failure')
    .values(buckets(attempt).map(([bucket]) => ({ bucket, at })))
    .execute()
  await tables
    .deleteFrom('login_failure')
    .where('at', '<', new Date(at.getTime() - 2 * windowMilliseconds))
    .execute()
}

export async function clearLoginFailures(ctx: Context, login: string): Promise<void> {
  await accessTables(ctx.postgres)
    .deleteFrom('login_failure')
    .where('bucket', '=', `login:${login}`)
    .execute()
}
