import type { Context } from '../../../../platform/context.ts'
import { AppError } from '../../../../platform/errors.ts'
import { readRoutes } from '../../read-routes.ts'
import { type ContactSettings, contactSettings } from './settings.ts'

/** The enabled WeCom route, or the one with this id. @throws AppError not_found */
export async function contactRoute(
  ctx: Context,
  id?: number,
): Promise<{ readonly id: number; readonly settings: ContactSettings }> {
  const routes = await readRoutes(ctx, 'wecom_mass')
  const found = routes.find((route) => route.provider === 'wecom' && (id === undefined || route.id === id))
  if (found) return { id: found.id, settings: contactSettings.parse(found.settings) }
  throw new AppError('not_found', 'No enabled route leads to WeCom: add one to the channel wecom_mass first')
}
