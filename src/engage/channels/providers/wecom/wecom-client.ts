import { z } from 'zod'
import type { Context } from '../../../../platform/context.ts'
import { type ApiAnswer, openWechatApi, type WechatApi } from '../wechat-api.ts'

const tokenAnswer = z.object({
  errcode: z.number(),
  errmsg: z.string(),
  access_token: z.string().optional(),
  expires_in: z.number().default(7200),
})

/** https://developer.work.weixin.qq.com/document/path/91039 */
export function openWecom(
  ctx: Context,
  settings: { baseUrl: string; corpId: string; secret: string },
): WechatApi {
  return openWechatApi(ctx, settings.baseUrl, async (read) => {
    const query = new URLSearchParams({ corpid: settings.corpId, corpsecret: settings.secret })
    const said = tokenAnswer.parse(await read(`/cgi-bin/gettoken?${query}`))
    if (said.access_token === undefined || said.errcode !== 0) {
      throw new Error(`no access token: ${said.errcode} ${said.errmsg}`)
    }
    return { value: said.access_token, expiresInSeconds: said.expires_in }
  })
}

const nothing = z.object({})
const contact = '/cgi-bin/externalcontact'

const messageSent = z.object({
  msgid: z.string().default(''),
  invaliduser: z.string().default(''),
  unlicenseduser: z.string().default(''),
})

/** Text, or a card with a button, as WeCom writes them. */
export type AppContent =
  | { readonly msgtype: 'text'; readonly text: { readonly content: string } }
  | {
      readonly msgtype: 'textcard'
      readonly textcard: { title: string; description: string; url: string; btntxt: string }
    }

/** Message of an application to members of the corporation, at most 1000 (document/path/90236). */
export const sendAppMessage = (
  api: WechatApi,
  message: { users: readonly string[]; agentId: number; content: AppContent; duplicateCheckSeconds: number },
  signal?: AbortSignal,
): Promise<ApiAnswer<z.infer<typeof messageSent>>> =>
  api.post(
    '/cgi-bin/message/send',
    {
      touser: message.users.join('|'),
      agentid: message.agentId,
      ...message.content,
      enable_duplicate_check: 1,
      duplicate_check_interval: message.duplicateCheckSeconds,
    },
    messageSent,
    signal,
  )

const massCreated = z.object({ msgid: z.string(), fail_list: z.array(z.string()).default([]) })

/** A mass message that `sender` must confirm in WeCom before it leaves; at most 10 000 customers (document/path/92135). */
export const createMassMessage = (
  api: WechatApi,
  message: {
    sender: string
    customers: readonly string[]
    text: string
    link?: { title: string; url: string }
  },
): Promise<ApiAnswer<z.infer<typeof massCreated>>> =>
  api.post(
    `${contact}/add_msg_template`,
    {
      chat_type: 'single',
      external_userid: message.customers,
      sender: message.sender,
      text: { content: message.text },
      ...(message.link ? { attachments: [{ msgtype: 'link', link: message.link }] } : {}),
    },
    massCreated,
  )

const massTasks = z.object({
  next_cursor: z.string().default(''),
  task_list: z.array(z.object({ userid: z.string(), status: z.number(), send_time: z.number().optional() })),
})

/** Which staff confirmed: status 0 not yet, 2 sent (document/path/93338). */
export const readMassTasks = (api: WechatApi, msgid: string, cursor: string) =>
  api.post(`${contact}/get_groupmsg_task`, { msgid, limit: 1000, cursor }, massTasks)

const massResults = z.object({
  next_cursor: z.string().default(''),
  send_list: z.array(
    z.object({
      external_userid: z.string().optional(),
      userid: z.string(),
      /** 0 not sent yet, 1 sent, 2 no longer a contact, 3 the customer's daily limit was reached. */
      status: z.number(),
      send_time: z.number().optional(),
    }),
  ),
})
export type MassResult = z.infer<typeof massResults>['send_list'][number]

export const readMassResults = (api: WechatApi, msgid: string, userid: string, cursor: string) =>
  api.post(`${contact}/get_groupmsg_send_result`, { msgid, userid, limit: 1000, cursor }, massResults)

/** Remind staff who have not confirmed; WeCom allows three times in 24 hours. */
export const remindMassMessage = (api: WechatApi, msgid: string) =>
  api.post(`${contact}/remind_groupmsg_send`, { msgid }, nothing)

export const cancelMassMessage = (api: WechatApi, msgid: string) =>
  api.post(`${contact}/cancel_groupmsg_send`, { msgid }, nothing)

/** Within 20 seconds of the customer's arrival, once (document/path/92137). */
export const sendWelcome = (api: WechatApi, welcomeCode: string, text: string) =>
  api.post(`${contact}/send_welcome_msg`, { welcome_code: welcomeCode, text: { content: text } }, nothing)

const wayCreated = z.object({ config_id: z.string(), qr_code: z.string().default('') })

/** A code by which customers add these staff; its `state` comes back with each of them (document/path/92228). */
export const addContactWay = (
  api: WechatApi,
  way: { users: readonly string[]; state: string; remark: string; skipVerify: boolean },
) =>
  api.post(
    `${contact}/add_contact_way`,
    {
      type: way.users.length > 1 ? 2 : 1,
      scene: 2,
      remark: way.remark,
      skip_verify: way.skipVerify,
      state: way.state,
      user: way.users,
    },
    wayCreated,
  )

const contactDetails = z.object({
  external_contact: z.object({
    external_userid: z.string(),
    name: z.string().default(''),
    unionid: z.string().optional(),
  }),
})

/** Who an external contact is; `unionid` only for WeChat users where the corporation is bound to a developer. */
export const readContact = (api: WechatApi, externalUser: string) =>
  api.get(`${contact}/get`, { external_userid: externalUser }, contactDetails)
