import { z } from 'zod'
import { reserveCustomerNumbers, withIdentityLock } from '../src/collect/identity/index.ts'
import { writeAudit } from '../src/govern/audit/index.ts'
import type { Context } from '../src/platform/context.ts'
import { AppError } from '../src/platform/errors.ts'
import { fillProducts } from './bank/fill-products.ts'
import { createCampaignTable, dropCampaignTable, fillCampaign } from './campaign/fill-campaign.ts'
import { saveCampaign } from './campaign/save-campaign.ts'
import { clearDemoBank } from './clear-demo-bank.ts'
import { type DemoState, readDemoState, writeDemoState } from './demo-state.ts'
import { type FillStep, firstSteps, sliceSteps } from './fill-slices.ts'
import { saveEventDefinitions } from './organisation/save-event-definitions.ts'
import { saveOrganisation } from './organisation/save-organisation.ts'
import { saveSources } from './organisation/save-sources.ts'
import { saveStaff } from './organisation/save-staff.ts'
import { createProfileTable, dropProfileTable } from './people/create-profile-table.ts'
import { type OnProgress, progressOver } from './progress.ts'
import type { Slice } from './slice.ts'

export interface DemoOptions {
  readonly seed: number
  /** The day the bank is seen on (2026-11-01): everything up to the day before has happened. */
  readonly asOf: string
  readonly customers: number
  readonly onProgress: OnProgress
}

export interface DemoCounts {
  readonly customers: number
  readonly holdings: number
  readonly balances: number
  readonly ledger: number
  readonly events: number
  readonly touches: number
}

const demoOptions = z.object({
  seed: z.number().int().nonnegative(),
  asOf: z.iso.date(),
  customers: z.number().int().min(100).max(100_000_000),
})

/** At most so many customers are filled by one statement: bounds memory and inserts (about 4 million ledger rows). */
const largestSlice = 100_000
/** Slices filled side by side. A statement over one slice keeps one core busy. */
const workers = 2

/**
 * Build the demo bank: everything in ClickHouse by set statements, organisation, sources and the finished campaign in
 * PostgreSQL. The same seed, as-of date and size give the same bank. A load that was interrupted is taken back and
 * done again.
 * @throws AppError conflict when this installation has its demo bank already
 */
export async function loadDemoBank(ctx: Context, options: DemoOptions): Promise<DemoCounts> {
  const { seed, asOf, customers } = demoOptions.parse(options)
  const state = await beginLoading(ctx, { seed, asOf, customers })
  const sliceWork = [...firstSteps, ...sliceSteps].reduce((sum, step) => sum + step.weight, 0)
  const sliceSize = Math.min(largestSlice, Math.ceil(customers / workers))
  const slices = Math.ceil(customers / sliceSize)
  const advance = progressOver((sliceWork + 100) * slices, options.onProgress)

  await saveOrganisation(ctx)
  await saveStaff(ctx, seed)
  await saveEventDefinitions(ctx, asOf)
  await fillProducts(ctx.clickhouse, asOf)
  const whole: Slice = {
    seed,
    asOf,
    customers,
    first: state.first,
    from: 0,
    until: customers,
    ...(await saveSources(ctx)),
  }
  const parts = Array.from({ length: slices }, (_, index) => ({
    ...whole,
    from: index * sliceSize,
    until: Math.min(customers, (index + 1) * sliceSize),
  }))

  await createProfileTable(ctx.clickhouse)
  await createCampaignTable(ctx.clickhouse)
  await fillSlices(ctx, firstSteps, parts, advance)
  await fillCampaign(ctx.clickhouse, whole)
  await saveCampaign(ctx, { seed, asOf })
  advance(100 * slices, 'campaign')
  await fillSlices(ctx, sliceSteps, parts, advance)
  await dropProfileTable(ctx.clickhouse)
  await dropCampaignTable(ctx.clickhouse)
  return finishLoading(ctx, state)
}

/** Run all steps for every slice; each worker takes the next slice when it is done with one. */
async function fillSlices(
  ctx: Context,
  steps: readonly FillStep[],
  slices: readonly Slice[],
  advance: (weight: number, step: string) => void,
): Promise<void> {
  const waiting = slices.values()
  const work = async (): Promise<void> => {
    for (const slice of waiting) {
      for (const step of steps) {
        await step.run(ctx, slice)
        advance(step.weight, step.name)
      }
    }
  }
  await Promise.all(Array.from({ length: workers }, work))
}

/** Claim the installation for this bank and take its customer numbers. */
async function beginLoading(
  ctx: Context,
  wanted: Pick<DemoState, 'seed' | 'asOf' | 'customers'>,
): Promise<DemoState> {
  const existing = await readDemoState(ctx)
  if (existing !== undefined && existing.state !== 'loading') {
    throw new AppError(
      'conflict',
      `This installation has a demo bank of ${existing.customers} customers as of ${existing.asOf} already: use an empty data directory for another one`,
    )
  }
  if (existing) await clearDemoBank(ctx, existing)
  const first =
    existing?.customers === wanted.customers
      ? existing.first
      : await withIdentityLock(ctx, (lock) => reserveCustomerNumbers(lock, wanted.customers))
  const state: DemoState = { state: 'loading', ...wanted, first }
  await writeDemoState(ctx, state)
  return state
}

async function finishLoading(ctx: Context, state: DemoState): Promise<DemoCounts> {
  const [counts] = await ctx.clickhouse.query(
    `SELECT
       (SELECT count() FROM customer WHERE customer BETWEEN {first:UInt32} AND {last:UInt32}) AS customers,
       (SELECT count() FROM holding WHERE customer BETWEEN {first:UInt32} AND {last:UInt32}) AS holdings,
       (SELECT count() FROM balance WHERE customer BETWEEN {first:UInt32} AND {last:UInt32}) AS balances,
       (SELECT count() FROM ledger WHERE customer BETWEEN {first:UInt32} AND {last:UInt32}) AS ledger,
       (SELECT count() FROM event WHERE customer BETWEEN {first:UInt32} AND {last:UInt32}) AS events,
       (SELECT count() FROM touch WHERE customer BETWEEN {first:UInt32} AND {last:UInt32}) AS touches`,
    { first: state.first, last: state.first + state.customers - 1 },
    z.object({
      customers: z.coerce.number(),
      holdings: z.coerce.number(),
      balances: z.coerce.number(),
      ledger: z.coerce.number(),
      events: z.coerce.number(),
      touches: z.coerce.number(),
    }),
    { pool: 'long' },
  )
  if (counts?.customers !== state.customers) {
    throw new AppError(
      'internal',
      `The demo bank has ${counts?.customers ?? 0} of ${state.customers} customers: start again with an empty data directory`,
    )
  }
  await ctx.postgres.transaction().execute(async (transaction) => {
    await writeDemoState({ ...ctx, postgres: transaction }, { ...state, state: 'loaded' })
    await writeAudit(transaction, ctx, {
      action: 'demo_bank.load',
      objectKind: 'installation',
      objectId: 'demo_bank',
      detail: { seed: state.seed, asOf: state.asOf, ...counts },
    })
  })
  return counts
}
