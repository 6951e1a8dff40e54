import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import type { LookalikeInput } from './schema.ts'

export async function requestLookalike(_ctx: Context, _input: LookalikeInput): Promise<number> {
  throw new AppError('unavailable', 'Not built yet')
}
