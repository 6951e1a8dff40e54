import type { Context, Postgres } from '../../../platform/context.ts'
import type { WechatApi } from './wechat-api.ts'

// Access tokens are few a day and dear to fetch, so an application's client is kept: one set a context, gone with it.
const held = new WeakMap<Postgres, Map<string, WechatApi>>()

/** The client of an application, with the token it holds. @param key everything it was opened with */
export function heldApi(ctx: Context, key: readonly string[], open: () => WechatApi): WechatApi {
  const apis = held.get(ctx.postgres) ?? new Map<string, WechatApi>()
  held.set(ctx.postgres, apis)
  const name = JSON.stringify(key)
  const api = apis.get(name) ?? open()
  apis.set(name, api)
  return api
}
