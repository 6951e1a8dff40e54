import type { Context } from '../../../../platform/context.ts'

/** The message centre numbers every segment: each number leads receipts back to the touch. */
export async function storeParts(
  ctx: Context,
  route: number,
  journey: number,
  parts: readonly { touch: string; customer: number; message: string }[],
): Promise<void> {
  if (parts.length === 0) return
  const at = ctx.clock.now().toISOString()
  await ctx.clickhouse.insert(
    'touch_message',
    ['route', 'message', 'journey', 'touch', 'customer', 'at'],
    parts.map((part) => JSON.stringify({ route, journey, at, ...part })).join('\n'),
  )
}
