import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'

export async function listExports(_ctx: Context, _q: unknown): Promise<never> {
  throw new AppError('unavailable', 'Not built yet')
}
export async function readExport(_ctx: Context, _id: number): Promise<never> {
  throw new AppError('unavailable', 'Not built yet')
}
