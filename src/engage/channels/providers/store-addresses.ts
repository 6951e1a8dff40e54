import type { Context } from '../../../platform/context.ts'
import { encryptContact } from '../../../platform/crypto/contact-cipher.ts'
import type { AddressKind } from '../provider.ts'

/** Where customers can be reached from now on; `value: null` says that they no longer can. */
export async function storeAddresses(
  ctx: Context,
  kind: AddressKind,
  addresses: readonly { customer: number; value: string | null }[],
): Promise<void> {
  if (addresses.length === 0) return
  const updated = ctx.clock.now().toISOString()
  await ctx.clickhouse.insert(
    'contact_point',
    ['customer', 'kind', 'value', 'updated', 'origin'],
    addresses
      .map(({ customer, value }) =>
        JSON.stringify({
          customer,
          kind,
          value: value === null ? '' : encryptContact(ctx.config, value),
          updated,
          origin: 'provider',
        }),
      )
      .join('\n'),
  )
}
