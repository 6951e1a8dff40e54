import { z } from 'zod'
import type { Context } from '../../../../platform/context.ts'
import { secret } from '../../provider.ts'
import { callbackSettings } from '../callback-settings.ts'
import { heldApi } from '../held-apis.ts'
import type { WechatApi } from '../wechat-api.ts'
import { openWecom } from './wecom-client.ts'

export const label = (chinese: string, english: string) => ({ label: { 'zh-CN': chinese, en: english } })

/** What every application of WeCom needs. */
export const applicationSettings = {
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .default('https://qyapi.weixin.qq.com')
    .meta(label('接口地址', 'API address')),
  corpId: z.string().min(1).max(64).meta(label('企业 ID', 'Corporation id')),
  secret: secret(z.string().min(1).max(128).meta(label('应用 Secret', 'Application secret'))),
}

export const contactSettings = z.strictObject({
  ...applicationSettings,
  ...callbackSettings,
  welcome: z
    .string()
    .max(1_000)
    .default('')
    .meta({ ...label('欢迎语（空则不发）', 'Welcome message (none when empty)'), multiline: true }),
  remindAfterHours: z
    .number()
    .int()
    .min(0)
    .max(168)
    .default(24)
    .meta(label('多少小时未确认则提醒员工（0 不提醒）', 'Remind staff after so many hours (0: never)')),
  expireAfterHours: z
    .number()
    .int()
    .min(1)
    .max(720)
    .default(72)
    .meta(label('多少小时未确认则取消', 'Cancel after so many hours without confirmation')),
})
export type ContactSettings = z.output<typeof contactSettings>

/** The client of an application, shared by everything in this process that uses it. */
export function wecomApi(
  ctx: Context,
  { baseUrl, corpId, secret: key }: { baseUrl: string; corpId: string; secret: string },
): WechatApi {
  return heldApi(ctx, [baseUrl, corpId, key], () => openWecom(ctx, { baseUrl, corpId, secret: key }))
}
