import type { Context } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'

export async function listExportChoices(_ctx: Context): Promise<never> {
  throw new AppError('unavailable', 'Not built yet')
}
