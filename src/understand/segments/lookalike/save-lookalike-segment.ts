import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'

export async function saveLookalikeSegment(_ctx: Context, _id: number, _input: unknown): Promise<never> {
  throw new AppError('unavailable', 'Not built yet')
}
