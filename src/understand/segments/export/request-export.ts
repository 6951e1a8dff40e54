import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'

export async function requestExport(_ctx: Context, _key: string, _input: unknown): Promise<number> {
  throw new AppError('unavailable', 'Not built yet')
}
