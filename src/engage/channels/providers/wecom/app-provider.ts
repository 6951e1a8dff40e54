import { z } from 'zod'
import { defineProvider, type Message, type Result } from '../../provider.ts'
import { applicationSettings, label, wecomApi } from './settings.ts'
import { type AppContent, sendAppMessage } from './wecom-client.ts'

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
      for (const group of Map.groupBy(batch, ({ body, content }) =>
        JSON.stringify([body, content]),
      ).values()) {
        const answer = await sendAppMessage(
          wecomApi(ctx, settings),
          {
            users: group.map(({ address }) => address),
            agentId: settings.agentId,
            content: contentOf(group[0]),
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

const cardContent = z.object({
  type: z.literal('card'),
  title: z.string(),
  description: z.string(),
  url: z.string(),
  button: z.string(),
})

function contentOf(message: Message | undefined): AppContent {
  const card = cardContent.safeParse(message?.content).data
  if (!card) return { msgtype: 'text', text: { content: message?.body ?? '' } }
  const { title, description, url, button } = card
  return { msgtype: 'textcard', textcard: { title, description, url, btntxt: button } }
}
