import type { Context } from '../../platform/context.ts'
import type { Handed } from './hand-over.ts'
import type { Dispatch } from './provider.ts'
import { channelTables } from './store.ts'

/** A dispatch as it stands: what is left of it, and how it went so far. */
export interface Pending extends Dispatch {
  readonly id: number
  /** The last customer number that is done. */
  readonly position: number
  readonly queued: number
  readonly attempts: number
  readonly retries: boolean
  readonly handed: unknown
}

interface Change {
  readonly state?: 'pending' | 'running' | 'done' | 'cancelled'
  readonly error?: string | null
  readonly retries?: boolean
  readonly position?: number
  readonly handed?: string | null
  readonly attempts?: number
  readonly not_before?: Date
  readonly sent?: number
  readonly chunk?: number
}

export async function updateDispatch(ctx: Context, { id }: Pending, change: Change): Promise<void> {
  await channelTables(ctx.postgres)
    .updateTable('dispatch')
    .set({ ...change, updated_at: ctx.clock.now() })
    .where('id', '=', id)
    .execute()
}

/** When to try again after so many attempts: in half a minute, then twice as long each time, an hour at most. */
export const tryAgainAt = (ctx: Context, attempts: number): Date =>
  new Date(ctx.clock.now().getTime() + Math.min(30_000 * 2 ** (attempts - 1), 3_600_000))

/**
 * Leave the rest for later.
 * @param given what routes may have taken; when it is not said, what was noted last stays
 */
export async function postpone(
  ctx: Context,
  dispatch: Pending,
  reason: string,
  until?: Date,
  given?: Handed,
): Promise<void> {
  await updateDispatch(ctx, dispatch, {
    state: 'pending',
    error: reason.slice(0, 300),
    ...(given ? { handed: given.length > 0 ? JSON.stringify(given) : null } : {}),
    attempts: dispatch.attempts + 1,
    not_before: until ?? tryAgainAt(ctx, dispatch.attempts + 1),
  })
}
