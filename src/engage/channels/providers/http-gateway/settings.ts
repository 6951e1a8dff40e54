import { Liquid } from 'liquidjs'
import { z } from 'zod'
import { secret } from '../../provider.ts'

const label = (chinese: string, english: string, multiline = false) => ({
  label: { 'zh-CN': chinese, en: english },
  ...(multiline ? { multiline } : {}),
})

/** Renders requests: only what is handed in can be named, and neither files nor endless loops are possible. */
export const requestLiquid = new Liquid({
  ownPropertyOnly: true,
  strictFilters: true,
  relativeReference: false,
  templates: {},
  renderLimit: 1_000,
  memoryLimit: 50_000_000,
})

const liquid = (longest: number) =>
  z
    .string()
    .max(longest)
    .superRefine((text, context) => {
      try {
        requestLiquid.parse(text)
      } catch (error) {
        context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) })
      }
    })

const pointer = z
  .string()
  .max(200)
  .regex(/^(?:|\/.*)$/, 'must be a JSON pointer such as /data/id')

const oneMessage = `{
  "id": {{ id | json }},
  "to": {{ address | json }},
  "subject": {{ subject | json }},
  "text": {{ body | json }}
}`

export const gatewaySettings = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .meta(label('网关地址', 'URL')),
  needs: z
    .enum(['phone', 'email', 'customer_number'])
    .default('phone')
    .meta(label('收件人', 'Recipient is named by')),
  contentType: z
    .enum(['application/json', 'application/x-www-form-urlencoded', 'text/xml'])
    .default('application/json')
    .meta(label('请求格式', 'Content type')),
  body: liquid(20_000)
    .default(oneMessage)
    .meta(
      label(
        '请求体模板（Liquid：id、address、subject、body、customerNumber、language、content；批量时为 messages）',
        'Body template (Liquid: id, address, subject, body, customerNumber, language, content; of batches: messages)',
        true,
      ),
    ),
  headers: z
    .string()
    .max(4_000)
    .default('')
    .meta(label('附加请求头（每行 名称: 值）', 'Further headers (Name: value, one a line)', true)),
  authorization: secret(
    z.string().max(2_000).optional().meta(label('Authorization 头', 'Authorization header')),
  ),
  perRequest: z.number().int().min(1).max(1_000).default(1).meta(label('每次请求条数', 'Messages a request')),
  parallel: z.number().int().min(1).max(256).default(32).meta(label('并发请求', 'Requests at once')),
  signingSecret: secret(
    z.string().max(500).optional().meta(label('签名密钥（HMAC）', 'Signing secret (HMAC)')),
  ),
  signatureHeader: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/)
    .default('X-Signature')
    .meta(label('签名头', 'Signature header')),
  signedText: liquid(500)
    .default('{{ timestamp }}.{{ body }}')
    .meta(label('被签名文本（timestamp、body、url）', 'Signed text (timestamp, body, url)')),
  signatureAlgorithm: z
    .enum(['sha256', 'sha512', 'sha1', 'sm3'])
    .default('sha256')
    .meta(label('签名算法', 'Signature algorithm')),
  signatureEncoding: z.enum(['hex', 'base64']).default('hex').meta(label('签名编码', 'Signature encoding')),
  successPointer: pointer
    .default('')
    .meta(label('成功标志位置（空：只看状态码）', 'Where success is told (empty: status only)')),
  successValues: z
    .string()
    .max(500)
    .default('0,ok,true')
    .meta(label('成功的取值', 'Values that mean success')),
  retryValues: z.string().max(500).default('').meta(label('可重试的取值', 'Values worth trying again')),
  reasonPointer: pointer.default('').meta(label('失败原因位置', 'Where the reason of a failure is')),
  resultsPointer: pointer.default('').meta(label('逐条结果数组位置', 'Where results of single messages are')),
  resultIdPointer: pointer.default('/id').meta(label('结果中我方编号位置', 'Our id within a result')),
  messagePointer: pointer.default('').meta(label('网关消息编号位置', 'Where the gateway’s message id is')),
  receiptSecret: secret(
    z.string().max(500).optional().meta(label('回执签名密钥', 'Secret of signed receipts')),
  ),
  receiptSignatureHeader: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/)
    .default('X-Signature')
    .meta(label('回执签名头', 'Signature header of receipts')),
  receiptTimestampHeader: z
    .string()
    .regex(/^(?:|[A-Za-z0-9-]{1,64})$/)
    .default('X-Timestamp')
    .meta(
      label(
        '回执时间戳头（空：签名只含正文）',
        'Timestamp header of receipts (empty: only the body is signed)',
      ),
    ),
  receiptsPointer: pointer.default('').meta(label('回执数组位置', 'Where receipts are')),
  receiptMessagePointer: pointer
    .default('/id')
    .meta(label('回执中消息编号位置', 'Message id within a receipt')),
  receiptStatusPointer: pointer.default('/status').meta(label('回执中状态位置', 'Status within a receipt')),
  receiptTimePointer: pointer.default('').meta(label('回执中时间位置', 'Time within a receipt')),
  receiptReasonPointer: pointer.default('').meta(label('回执中原因位置', 'Reason within a receipt')),
  deliveredValues: z
    .string()
    .max(500)
    .default('delivered,DELIVRD')
    .meta(label('送达的取值', 'Values that mean delivered')),
  openedValues: z
    .string()
    .max(500)
    .default('opened,read')
    .meta(label('打开的取值', 'Values that mean opened')),
  failedValues: z
    .string()
    .max(500)
    .default('failed,UNDELIV,EXPIRED,REJECTD')
    .meta(label('失败的取值', 'Values that mean failed')),
})
export type GatewaySettings = z.output<typeof gatewaySettings>

/** The value at a JSON pointer (RFC 6901); undefined where there is none. */
export function at(value: unknown, path: string): unknown {
  if (path === '') return value
  let here = value
  for (const part of path.slice(1).split('/')) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined
    here = Reflect.get(here, name)
  }
  return here
}

/** Is a value one of a comma-separated list? */
export function isOneOf(value: unknown, list: string): boolean {
  return list
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .includes(String(value))
}
