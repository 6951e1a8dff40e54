import { defineProvider } from '../../provider.ts'
import { followUpMass } from './follow-up-mass.ts'
import { handleRoute, wecomHooks } from './hooks.ts'
import { forgetOldAsks } from './mass-asks.ts'
import { sendMass } from './send-mass.ts'
import { contactSettings } from './settings.ts'

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
    send: ({ journey }, batch, signal) => sendMass(ctx, route, journey.id, batch, signal),
  }),
  hooks: wecomHooks,
  poll: async (ctx, route) => {
    await handleRoute(ctx, route)
    await followUpMass(ctx, route)
    await forgetOldAsks(ctx)
  },
})
