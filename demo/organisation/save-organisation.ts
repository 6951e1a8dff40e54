import type { Context } from '../../src/platform/context.ts'
import { bank, branches, subBranchCode, subBranchWeights } from '../people/places.ts'
import { demoTables } from '../store.ts'

/** Head office, twelve branches, sixty sub-branches: parents before children. */
const organisations = [
  { code: bank.code, parent: null, name: bank.name, level: 'head_office' as const },
  ...branches.map(({ code, name }) => ({
    code,
    parent: bank.code,
    name: `榕湾银行${name}`,
    level: 'branch' as const,
  })),
  ...branches.flatMap((branch) =>
    subBranchWeights.map((_, index) => ({
      code: subBranchCode(branch, index + 1),
      parent: branch.code,
      name: `榕湾银行${branch.city.replace('市', '')}${branch.districts[index]}支行`,
      level: 'sub_branch' as const,
    })),
  ),
]

/** Save the bank's organisation; saving it again changes nothing. */
export async function saveOrganisation(ctx: Context): Promise<void> {
  await demoTables(ctx.postgres)
    .insertInto('organisation')
    .values(organisations)
    .onConflict((conflict) => conflict.column('code').doNothing())
    .execute()
}
