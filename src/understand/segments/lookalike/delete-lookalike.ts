import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'

export async function deleteLookalike(_ctx: Context, _id: number): Promise<void> {
  throw new AppError('unavailable', 'Not built yet')
}
