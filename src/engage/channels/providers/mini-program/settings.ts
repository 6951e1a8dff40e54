import { z } from 'zod'
import type { Context } from '../../../../platform/context.ts'
import { secret } from '../../provider.ts'
import { callbackSettings } from '../callback-settings.ts'
import { heldApi } from '../held-apis.ts'
import { openWechatApi, type WechatApi } from '../wechat-api.ts'

const label = (chinese: string, english: string) => ({ label: { 'zh-CN': chinese, en: english } })

export const miniProgramSettings = z.strictObject({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .default('https://api.weixin.qq.com')
    .meta(label('接口地址', 'API address')),
  appId: z.string().min(1).max(64).meta(label('AppID', 'AppID')),
  appSecret: secret(z.string().min(1).max(128).meta(label('AppSecret', 'AppSecret'))),
  state: z
    .enum(['formal', 'trial', 'developer'])
    .default('formal')
    .meta(label('打开哪个版本的小程序', 'Version of the mini-program that opens')),
  ...callbackSettings,
})
export type MiniProgramSettings = z.output<typeof miniProgramSettings>

const tokenAnswer = z.object({
  access_token: z.string().optional(),
  expires_in: z.number().default(7200),
  errcode: z.number().default(0),
  errmsg: z.string().default(''),
})

/** The client of a mini-program, shared by everything in this process that uses it. */
export function miniProgramApi(ctx: Context, settings: MiniProgramSettings): WechatApi {
  const { baseUrl, appId, appSecret } = settings
  return heldApi(ctx, [baseUrl, appId, appSecret], () =>
    openWechatApi(ctx, baseUrl, async (read) => {
      const query = new URLSearchParams({ grant_type: 'client_credential', appid: appId, secret: appSecret })
      const said = tokenAnswer.parse(await read(`/cgi-bin/token?${query}`))
      if (said.access_token === undefined) throw new Error(`no access token: ${said.errcode} ${said.errmsg}`)
      return { value: said.access_token, expiresInSeconds: said.expires_in }
    }),
  )
}
