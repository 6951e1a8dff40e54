import { z } from 'zod'
import type { Context } from '../../../../platform/context.ts'
import { messageOf } from '../../../../platform/errors.ts'
import { callService, neverArrived } from '../call-service.ts'

export interface FiveGMessage {
  /** Names the message in receipts, beside the platform's own number. */
  readonly id: string
  readonly phone: string
  readonly title: string
  readonly description: string
  readonly picture: string
  readonly suggestions: readonly { label: string; url: string }[]
  /** What phones without 5G messages get. */
  readonly fallback: string
}

export interface FiveGAccount {
  readonly baseUrl: string
  readonly chatbot: string
  readonly appId: string
  readonly appSecret: string
  /** '' = phones without 5G messages get nothing. */
  readonly smsTemplate: string
  readonly marketing: boolean
}

export type FiveGAnswer =
  | { readonly kind: 'sent'; readonly messageId: string }
  | {
      readonly kind: 'later'
      readonly reason: string
      readonly afterSeconds: number | null
    }
  | { readonly kind: 'refused'; readonly reason: string }
  /** Nobody knows whether the platform took it, and it does not say that it takes the same number only once. */
  | { readonly kind: 'unknown'; readonly reason: string }

const accepted = z.looseObject({
  messageId: z.string().optional(),
  resourceURL: z.string().optional(),
})

/** The platform says that it did not take the message. */
const notNow = new Set([408, 429, 503])

/**
 * One 5G message that falls back to a short message: `POST /openchatbot/v2/{chatbot}/outbound-downgrade`
 * (support.huaweicloud.com/api-messageover5g/messageover5g_05_0012.html).
 */
export async function sendFiveG(
  ctx: Context,
  account: FiveGAccount,
  message: FiveGMessage,
): Promise<FiveGAnswer> {
  const target = `${account.baseUrl.replace(/\/$/, '')}/openchatbot/v2/${encodeURIComponent(account.chatbot)}/outbound-downgrade`
  try {
    const { status, body, headers } = await callService(ctx, target, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Username="${account.appId}",Password="${account.appSecret}"`,
      },
      body: JSON.stringify(bodyOf(account, message)),
    })
    if (status >= 200 && status < 300) return { kind: 'sent', messageId: numberOf(body) }
    const reason = `the platform answered ${status}`
    if (!notNow.has(status)) return { kind: status < 500 ? 'refused' : 'unknown', reason }
    const seconds = Number(headers['retry-after'])
    return { kind: 'later', reason, afterSeconds: seconds > 0 ? seconds : null }
  } catch (error) {
    const reason = messageOf(error)
    return neverArrived(error) ? { kind: 'later', reason, afterSeconds: null } : { kind: 'unknown', reason }
  }
}

function numberOf(body: string): string {
  try {
    const said = accepted.parse(JSON.parse(body === '' ? '{}' : body))
    return said.messageId ?? said.resourceURL?.split('/').at(-1) ?? ''
  } catch {
    return ''
  }
}

function bodyOf(account: FiveGAccount, message: FiveGMessage): object {
  return {
    senderAddress: account.chatbot,
    destinationAddress: [{ address: `tel:${message.phone}` }],
    // 2: 5G message only; 4: 5G message, else short message.
    messageSwitch: account.smsTemplate === '' ? '2' : '4',
    taskId: message.id,
    fiveGenMsgBody: {
      productType: account.marketing ? '2' : '1',
      outboundIMMessage: {
        contentType: 'application/vnd.gsma.botmessage.v1.0+json',
        conversationID: message.id,
        contributionID: message.id,
        reportRequest: ['Delivered', 'Displayed', 'Failed', 'SMS'],
        shortMessageSupported: 'false',
        storeSupported: 'true',
        bodyText: JSON.stringify(cardOf(message)),
      },
    },
    ...(account.smsTemplate === ''
      ? {}
      : { smsMessageBody: { templateId: account.smsTemplate, templateParas: [message.fallback] } }),
  }
}

/** A card of GSMA RCC.07: title, description, picture and what can be tapped. */
function cardOf({ title, description, picture, suggestions }: FiveGMessage): object {
  return {
    message: {
      generalPurposeCard: {
        layout: { cardOrientation: 'VERTICAL' },
        content: {
          title,
          description,
          ...(picture === ''
            ? {}
            : { media: { mediaUrl: picture, mediaContentType: 'image/jpeg', height: 'MEDIUM_HEIGHT' } }),
          suggestions: suggestions.map(({ label, url }) => ({
            action: {
              displayText: label,
              urlAction: { openUrl: { url, application: 'browser' } },
              postback: { data: url },
            },
          })),
        },
      },
    },
  }
}
