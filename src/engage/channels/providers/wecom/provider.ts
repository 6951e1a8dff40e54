import { z } from 'zod'
import { defineProvider, type Result } from '../../provider.ts'
import { followUpMass } from './follow-up-mass.ts'
import { handleRoute, wecomHooks } from './hooks.ts'
import { sendMass } from './send-mass.ts'
import { applicationSettings, contactSettings, label, wecomApi } from './settings.ts'
import { sendAppMessage } from './wecom-client.ts'

/** Mass messages to customers who are contacts of the staff. A member of staff confirms each before it leaves. */
export const wecomContactProvider = defineProvider({
  key: 'wecom',
  name: { 'zh-CN': '企业微信客户联系（群发需员工确认）', en: 'WeCom customer contact (staff confirm)' },
  channels: ['wecom_mass'],
  settings: contactSettings,
  address: 'wecom_external',
  // WeCom takes 10 000 customers in one mass message.
  batchSize: 10_000,
  open: (ctx, route) => ({
    kind: 'batch',
    send: (_dispatch, batch, signal) => sendMass(ctx, route, batch, signal),
  }),
  hooks: wecomHooks,
  poll: async (ctx, route) => {
    await handleRoute(ctx, route)
    await followUpMass(ctx, route)
  },
})

const appSettings = z.strictObject({
  ...applicationSettings,
  agentId: z.number().int().min(1).meta(label('应用 AgentId', 'AgentId of the application')),
})

/** Text messages of an application to members of the corporation, each with words of their own. */
export const wecomAppProvider = defineProvider({
  key: 'wecom_app',
  name: { 'zh-CN': '企业微信应用消息', en: 'WeCom application message' },
  channels: ['wecom'],
  settings: appSettings,
  address: 'wecom',
  batchSize: 1_000,
  open: (ctx, { settings }) => ({
    kind: 'batch',
    send: async (_dispatch, batch, signal) => {
      const results: Result[] = []
      // Those who get the same words share one call, of at most 1000 users.
      for (const group of Map.groupBy(batch, ({ body }) => body).values()) {
        const answer = await sendAppMessage(
          wecomApi(ctx, settings),
          {
            users: group.map(({ address }) => address),
            agentId: settings.agentId,
            text: group[0]?.body ?? '',
            duplicateCheckSeconds: 14_400,
          },
          signal,
        )
        if (answer.kind === 'later') {
          const wait = answer.afterSeconds === null ? {} : { retryAfterSeconds: answer.afterSeconds }
          // The same words to the same people are dropped by WeCom for four hours, so sending again is safe.
          return { results, retry: answer.reason, ...wait }
        }
        const refused = answer.kind === 'refused' ? answer.reason : undefined
        const invalid =
          answer.kind === 'ok'
            ? new Set(`${answer.body.invaliduser}|${answer.body.unlicenseduser}`.split('|'))
            : undefined
        for (const { touch, address } of group) {
          const detail =
            refused ?? (invalid?.has(address) ? 'not a user that the application may write to' : '')
          results.push({ touch, status: detail === '' ? 'sent' : 'failed', detail })
        }
      }
      return { results }
    },
  }),
})
