import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import type { ProfileInput, ProfileView } from './schema.ts'

export async function profileCustomers(
  _ctx: Context,
  _input: Omit<ProfileInput, 'editor'>,
  _signal?: AbortSignal,
): Promise<ProfileView> {
  throw new AppError('unavailable', 'Not built yet')
}
