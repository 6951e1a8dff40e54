import { z } from 'zod'
import { secret } from '../../provider.ts'

const label = (chinese: string, english: string) => ({ label: { 'zh-CN': chinese, en: english } })

export const fiveGSettings = z.strictObject({
  baseUrl: z.url({ protocol: /^https?$/ }).meta(label('平台地址', 'Address of the platform')),
  chatbot: z
    .string()
    .regex(
      /^sip:\S{3,120}$/,
      'must be the address of the chatbot, such as sip:12024@botplatform.rcs.chinamobile.com',
    )
    .meta(label('Chatbot 地址（sip:…）', 'Chatbot address (sip:…)')),
  // Both stand between quotation marks in a header.
  appId: z
    .string()
    .regex(/^[^"\r\n]{1,100}$/)
    .meta(label('应用 ID', 'Application id')),
  appSecret: secret(
    z
      .string()
      .regex(/^[^"\r\n]{1,200}$/)
      .meta(label('应用密钥', 'Application secret')),
  ),
  smsTemplate: z
    .string()
    .max(64)
    .default('')
    .meta(label('回落短信模板 ID（空则不回落）', 'Template of the fallback SMS (none when empty)')),
  marketing: z.boolean().default(true).meta(label('营销类消息', 'Marketing messages')),
})
