import { z } from 'zod'
import { secret } from '../provider.ts'

/** What callbacks of WeCom and WeChat are checked and read with; from the page where their address is entered. */
export const callbackSettings = {
  callbackToken: secret(
    z
      .string()
      .max(64)
      .default('')
      .meta({ label: { 'zh-CN': '回调 Token', en: 'Callback token' } }),
  ),
  callbackAesKey: secret(
    z
      .string()
      .regex(/^(?:[A-Za-z0-9]{43})?$/, 'must be the 43 letters and digits of the EncodingAESKey')
      .default('')
      .meta({ label: { 'zh-CN': '回调 EncodingAESKey', en: 'Callback EncodingAESKey' } }),
  ),
}
