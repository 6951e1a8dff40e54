import { z } from 'zod'
import { resolveIdentifiers } from '../../../../collect/identity/index.ts'
import { canonical } from '../../../../platform/clickhouse/canonical.ts'
import { defineQuery } from '../../../../platform/clickhouse/define-query.ts'
import type { Context } from '../../../../platform/context.ts'
import { storeAnswerEvents } from '../../answer-events.ts'
import { storeAddresses } from '../store-addresses.ts'

/** A customer and a member of the staff became, or are no longer, contacts in WeCom. */
export interface ContactChange {
  readonly externalUser: string
  readonly staff: string
  readonly active: boolean
  /** `edited`: they were contacts before. */
  readonly kind: 'begun' | 'edited' | 'ended'
  /** The code by which they met. */
  readonly state: string
  /** The customer's WeChat identity, '' when it is not known. */
  readonly unionid: string
  readonly evidence: string
  /** When it happened: an older change never overrides a newer one. */
  readonly at: Date
}

/** Who still has this customer as a contact, and by which code they met. */
const readStanding = defineQuery({
  sql: `
    SELECT staff, state FROM wecom_contact FINAL
    WHERE external_user = {externalUser:String} AND active ORDER BY staff`,
  parameters: z.object({ externalUser: z.string() }),
  row: z.object({ staff: z.string(), state: z.string() }),
})

/**
 * Note a change of contacts: the external user becomes an identifier of the customer (with the unionid, if it is known),
 * the pair is stored, the customer can be reached while somebody has them as a contact, and journeys can react to it.
 */
export async function storeContact(ctx: Context, change: ContactChange): Promise<void> {
  const external = { namespace: 'external_userid', value: change.externalUser } as const
  const identifiers =
    change.unionid === '' ? [external] : [{ namespace: 'unionid', value: change.unionid } as const, external]
  const { customers } = await resolveIdentifiers(ctx, [
    { identifiers, link: true, reason: 'wecom_contact', evidence: change.evidence },
  ])
  const customer = customers[0] ?? 0
  const before = await readStanding(ctx.clickhouse, { externalUser: change.externalUser })
  const known = before.find(({ staff }) => staff === change.staff)
  await ctx.clickhouse.insert(
    'wecom_contact',
    ['external_user', 'staff', 'customer', 'state', 'active', 'at'],
    JSON.stringify({
      external_user: change.externalUser,
      staff: change.staff,
      customer,
      state: change.state || (known?.state ?? ''),
      active: change.active ? 1 : 0,
      at: change.at.toISOString(),
    }),
  )
  const others = before.some(({ staff }) => staff !== change.staff)
  const reachable = change.active || others
  await storeAddresses(ctx, 'wecom_external', [{ customer, value: reachable ? change.externalUser : null }])
  // Told again after we died, the pair may be there already, but not yet its event.
  if (change.kind === 'edited') return
  await storeAnswerEvents(ctx, [
    {
      name: change.active ? '$wecom_contact_added' : '$wecom_contact_removed',
      customer,
      at: change.at,
      channel: 'wecom',
      id: change.evidence,
      properties: { staff: change.staff, state: change.state || (known?.state ?? '') },
    },
  ])
}

/** For each external user, the member of staff who has had them as a contact most recently. */
export const readStaff = defineQuery({
  sql: `
    SELECT external_user AS externalUser, argMax(staff, at) AS staff FROM wecom_contact FINAL
    WHERE external_user IN {externalUsers:Array(String)} AND active
    GROUP BY external_user`,
  parameters: z.object({ externalUsers: z.array(z.string()) }),
  row: z.object({ externalUser: z.string(), staff: z.string() }),
})

/** Customers who met us by each code, and how many of them still are contacts. */
export const countByState = defineQuery({
  sql: `
    SELECT state, uniqExact(person) AS customers, uniqExactIf(person, active = 1) AS standing
    FROM (SELECT state, active, ${canonical('customer')} AS person FROM wecom_contact FINAL)
    WHERE state IN {states:Array(String)}
    GROUP BY state`,
  parameters: z.object({ states: z.array(z.string()) }),
  row: z.object({ state: z.string(), customers: z.coerce.number(), standing: z.coerce.number() }),
})
