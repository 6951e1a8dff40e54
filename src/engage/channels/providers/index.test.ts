import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../../test/harness/test-context.ts'
import { applyContactPolicy } from '../../../decide/policy/index.ts'
import { checkContact } from '../../contact-gate/index.ts'
import { channelTables } from '../store.ts'
import { providers } from './index.ts'

let t: TestContext

beforeAll(async () => {
  t = await openTestContext()
  await applyContactPolicy(t.ctx, { consent: 'opt_out', caps: [], quietHours: null })
})
afterAll(() => t.close())

it.each(
  providers.flatMap(({ key, address, channels }) => channels.map((channel) => ({ key, address, channel }))),
)(
  '$key by $channel: the gate asks for the address it needs ($address)',
  async ({ key, address, channel }) => {
    await channelTables(t.ctx.postgres)
      .updateTable('channel_route')
      .set({ provider: key })
      .where('channel', '=', channel)
      .execute()
    // Phone and mail channels need their address whoever carries them.
    const usual = ['sms', 'five_g', 'call', 'email'].includes(channel)
    const answer = await checkContact(t.ctx, 1, channel)
    expect(answer.allowed ? '' : answer.reason).toBe(address !== null || usual ? 'no_contact_point' : '')
  },
)
