import type { Context } from '../src/platform/context.ts'
import { fillCurrentBalances, fillDepositBalances, fillValuedBalances } from './bank/fill-balances.ts'
import { fillCreditCards, fillLoans } from './bank/fill-credit.ts'
import { fillCurrentAccounts } from './bank/fill-current-accounts.ts'
import { fillFunds, fillInsurance, fillWealthProducts } from './bank/fill-investments.ts'
import { fillDepositMovements, fillMonthlyMovements, fillOutflows } from './bank/fill-ledger.ts'
import { fillNewDeposits } from './bank/fill-new-deposits.ts'
import { fillRenewedDeposits, fillTimeDeposits } from './bank/fill-time-deposits.ts'
import { fillDepositOpenings } from './behaviour/fill-deposit-openings.ts'
import { fillSessions } from './behaviour/fill-sessions.ts'
import { fillConsents } from './people/fill-consents.ts'
import { fillContactPoints } from './people/fill-contact-points.ts'
import { fillCustomers } from './people/fill-customers.ts'
import { fillIdentifiers } from './people/fill-identifiers.ts'
import { fillProfiles } from './people/fill-profiles.ts'
import { fillHouseholds, fillMerchantRelations, fillPayrollRelations } from './people/fill-relations.ts'
import { fillSuppressions } from './people/fill-suppressions.ts'
import type { Slice } from './slice.ts'

/** One statement, weighted by the milliseconds it takes for 20,000 customers. */
export interface FillStep {
  readonly name: string
  readonly weight: number
  run(ctx: Context, slice: Slice): Promise<void>
}

const fill = (
  name: string,
  weight: number,
  statement: (clickhouse: Context['clickhouse'], slice: Slice) => Promise<void>,
): FillStep => ({
  name,
  weight,
  run: (ctx, slice) => statement(ctx.clickhouse, slice),
})

/** Who the customers are: before anything that is about all of them together. */
export const firstSteps: readonly FillStep[] = [
  fill('profiles', 120, fillProfiles),
  fill('consents', 40, fillConsents),
  fill('suppressions', 10, fillSuppressions),
]

/** Everything that is derived from them, slice by slice. */
export const sliceSteps: readonly FillStep[] = [
  fill('customers', 60, fillCustomers),
  {
    name: 'contact points',
    weight: 90,
    run: (ctx, slice) => fillContactPoints(ctx.clickhouse, slice, ctx.config),
  },
  {
    name: 'identifiers',
    weight: 70,
    run: (ctx, slice) => fillIdentifiers(ctx.clickhouse, slice, ctx.config),
  },
  fill('households', 10, fillHouseholds),
  fill('payroll relations', 10, fillPayrollRelations),
  fill('merchant relations', 10, fillMerchantRelations),
  fill('behaviour', 850, fillSessions),
  fill('current accounts', 50, fillCurrentAccounts),
  fill('time deposits', 40, fillTimeDeposits),
  fill('renewed deposits', 90, fillRenewedDeposits),
  fill('new deposits', 20, fillNewDeposits),
  fill('wealth products', 30, fillWealthProducts),
  fill('funds', 20, fillFunds),
  fill('insurance', 25, fillInsurance),
  fill('credit cards', 60, fillCreditCards),
  fill('loans', 50, fillLoans),
  fill('ledger', 1200, fillMonthlyMovements),
  fill('outflows', 15, fillOutflows),
  fill('deposit movements', 80, fillDepositMovements),
  fill('balances of current accounts', 1300, fillCurrentBalances),
  fill('balances of deposits', 20, fillDepositBalances),
  fill('balances of investments and loans', 70, fillValuedBalances),
  fill('deposit openings', 100, fillDepositOpenings),
]
