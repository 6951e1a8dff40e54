import type { Transaction } from 'kysely'
import type { Postgres } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { journeyTables } from '../store.ts'

/** The journey, so that nobody else changes it before the transaction ends. @throws AppError not_found */
export async function lockJourney(transaction: Transaction<Record<never, never>> | Postgres, key: string) {
  const journey = await journeyTables(transaction)
    .selectFrom('journey')
    .selectAll()
    .where('key', '=', key)
    .forUpdate()
    .executeTakeFirst()
  if (!journey) throw new AppError('not_found', `There is no journey "${key}"`)
  return journey
}
