import type { Context } from '../../platform/context.ts'
import type { Touch } from './compose-messages.ts'
import type { Dispatch } from './provider.ts'

/** The first word on a touch, of a provider or our own. */
export interface StoredResult {
  readonly touch: string
  readonly status: 'sent' | 'pending' | 'deferred' | 'failed' | 'dropped'
  readonly detail: string
  readonly message?: string
  readonly uncertain?: boolean
}

/**
 * Note what became of touches. The providers' message numbers go first: a crash in between leaves numbers without
 * receipts, never a receipt whose later ones nobody could match.
 */
export async function storeResults(
  ctx: Context,
  dispatch: Dispatch,
  route: { readonly id: number; readonly provider: string },
  touches: readonly Touch[],
  results: readonly StoredResult[],
): Promise<void> {
  if (results.length === 0) return
  const made = new Map(touches.map((one) => [one.touch, one]))
  const at = ctx.clock.now().toISOString()
  const common = ({ touch }: StoredResult) => ({
    journey: dispatch.journey.id,
    touch,
    customer: made.get(touch)?.customer ?? 0,
    at,
  })
  const numbered = results.filter(({ message }) => message !== undefined && message !== '')
  if (numbered.length > 0) {
    await ctx.clickhouse.insert(
      'touch_message',
      ['route', 'message', 'journey', 'touch', 'customer', 'at'],
      numbered
        .map((result) => JSON.stringify({ route: route.id, message: result.message, ...common(result) }))
        .join('\n'),
    )
  }
  await ctx.clickhouse.insert(
    'touch_receipt',
    [
      'journey',
      'touch',
      'status',
      'customer',
      'at',
      'provider',
      'detail',
      'version',
      'node',
      'channel',
      'uncertain',
    ],
    results
      .map((result) =>
        JSON.stringify({
          ...common(result),
          status: result.status,
          provider: route.provider,
          detail: result.detail.slice(0, 300),
          version: made.get(result.touch)?.journey_version ?? 0,
          node: made.get(result.touch)?.node ?? '',
          channel: dispatch.channel,
          uncertain: Number(result.uncertain ?? false),
        }),
      )
      .join('\n'),
  )
}
