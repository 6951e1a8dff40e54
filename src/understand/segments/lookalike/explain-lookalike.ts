import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'

export async function explainLookalike(_ctx: Context, _id: number, _customer: string): Promise<never> {
  throw new AppError('unavailable', 'Not built yet')
}
