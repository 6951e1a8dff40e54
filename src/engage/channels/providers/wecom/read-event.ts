import { createHash } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '../../../../platform/errors.ts'
import { readXml } from '../read-xml.ts'

const text = z.string().max(2_000)
const envelope = z.object({ Encrypt: z.string().min(1), ToUserName: text.default('') })

const fields = z.object({
  FromUserName: text.default(''),
  CreateTime: z.coerce.number().default(0),
  MsgId: text.optional(),
  MsgType: text.default(''),
  Event: text.default(''),
  ChangeType: text.default(''),
  UserID: text.default(''),
  ExternalUserID: text.default(''),
  State: text.default(''),
  WelcomeCode: text.default(''),
})
export type WecomEvent = z.infer<typeof fields>

function parse<Shape>(xml: string, shape: z.ZodType<Shape>): Shape {
  try {
    return shape.parse(readXml(xml))
  } catch {
    throw new AppError('invalid_request', 'The callback is not the XML that WeCom sends')
  }
}

/** The encrypted part of a callback's body. @throws AppError invalid_request */
export const readEnvelope = (xml: string): string => parse(xml, envelope).Encrypt

/** What a decrypted callback says. @throws AppError invalid_request */
export const readEvent = (xml: string): WecomEvent => parse(xml, fields)

/**
 * By what a callback that is delivered again is recognised: MsgId, else sender and time. All events about contacts come
 * from `sys`, and two may happen within a second, so whom it is about belongs to the key.
 */
export function eventKey(event: WecomEvent): string {
  if (event.MsgId) return `msg:${event.MsgId}`
  const about = [event.Event, event.ChangeType, event.UserID, event.ExternalUserID].join('\n')
  const digest = createHash('sha256').update(about).digest('hex').slice(0, 32)
  return `${event.FromUserName}:${event.CreateTime}:${digest}`
}
