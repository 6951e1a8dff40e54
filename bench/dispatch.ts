// How fast queued touches leave by the HTTP gateway: gate asked again, texts rendered, receipts stored, message numbers
// kept. Beside it, in the same run, one workflow a customer.   --customers 200000 --rival-customers 20000
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { applyContactPolicy } from '../src/decide/policy/index.ts'
import { closeCarriers, dispatchTouches, saveRoute } from '../src/engage/channels/index.ts'
import { queueTouches } from '../src/engage/channels/testing/queued-touches.ts'
import { loadConfig } from '../src/platform/config.ts'
import { openContext } from '../src/platform/open-context.ts'
import { sendRowByRow } from './dispatch/row-by-row.ts'
import { startReceiver } from './dispatch/start-receiver.ts'
import type { BenchOptions, Report } from './report.ts'

const oneMessage = '{"id": {{ id | json }}, "text": {{ body | json }}}'
const manyMessages =
  '[{% for one in messages %}{% unless forloop.first %},{% endunless %}{"id": {{ one.id | json }}, "text": {{ one.body | json }}}{% endfor %}]'

export async function run(options: BenchOptions, report: Report): Promise<void> {
  const customers = options.number('customers', 200_000)
  const rivals = options.number('rival-customers', 20_000)
  const directory = mkdtempSync(join(tmpdir(), 'banyan-bench-dispatch-'))
  const receiver = await startReceiver()
  const { ctx, close } = await openContext(
    loadConfig({
      environment: { BANYAN_DATA: directory, BANYAN_LOG: 'warn', BANYAN_WEBHOOK_PRIVATE: 'true' },
    }),
  )
  try {
    await applyContactPolicy(ctx, { consent: 'opt_out', caps: [], quietHours: null })
    await ctx.clickhouse.command(
      `INSERT INTO customer (customer, number, name, updated)
       SELECT number, concat('N', toString(number)), concat('customer ', toString(number)), now64(3)
       FROM numbers(1, {customers:UInt64})`,
      { customers },
    )
    const rate = async (count: number, work: () => Promise<unknown>): Promise<number> => {
      const began = performance.now()
      await work()
      const seconds = (performance.now() - began) / 1000
      const got = await receiver.count()
      if (got.messages !== count || got.repeated > 0) {
        throw new Error(`${got.messages} of ${count} messages arrived, ${got.repeated} twice`)
      }
      return count / seconds
    }
    const rivalValue = await rate(rivals, () => sendRowByRow(ctx, receiver.url, rivals, 64))
    const rival = { rival: 'one workflow a customer', rivalValue }
    for (const perRequest of [1, 100]) {
      await saveRoute(ctx, 'push', {
        provider: 'http_gateway',
        settings: {
          url: receiver.url,
          needs: 'customer_number',
          perRequest,
          parallel: 64,
          body: perRequest === 1 ? oneMessage : manyMessages,
        },
      })
      await queueTouches(ctx, `warm_${perRequest}`, 'push', { to: 2_000 })
      await dispatchTouches(ctx)
      await receiver.count()
      await queueTouches(ctx, `bench_${perRequest}`, 'push', { to: customers })
      report({
        case: perRequest === 1 ? 'one message a request' : `${perRequest} messages a request`,
        size: customers,
        value: await rate(customers, () => dispatchTouches(ctx)),
        unit: 'messages/s',
        ...rival,
      })
    }
  } finally {
    await closeCarriers(ctx)
    await close()
    receiver.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}
