import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'

/**
 * Sizes are stored for the whole bank: an order by them, and cursors into it, would tell them to people with a data scope.
 * @throws AppError forbidden
 */
export function refuseBankOrder({ actor }: Pick<Context, 'actor'>, sort: string): void {
  if (actor.organisations !== null && sort.endsWith('customers'))
    throw new AppError('forbidden', 'The order by size is that of the whole bank: sort by something else')
}
