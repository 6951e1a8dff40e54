import { createHash } from 'node:crypto'
import type { Context } from '../../src/platform/context.ts'
import { femaleCharacters, maleCharacters, surnames } from '../people/names.ts'
import { bank, branches, managersPerSubBranch, subBranchCode, subBranchWeights } from '../people/places.ts'
import { demoTables } from '../store.ts'

interface Post {
  readonly code: string
  readonly organisation: string
  readonly position: string
}

/** Every post of the bank. A relationship manager's code is his sub-branch and 01 … 04. */
const posts: readonly Post[] = [
  ...['president', 'retail_director', 'marketing_operator', 'analyst', 'risk_officer'].map(
    (position, index) => ({
      code: `${bank.code}0${index + 1}`,
      organisation: bank.code,
      position,
    }),
  ),
  ...branches.flatMap(({ code }) =>
    ['branch_president', 'retail_manager'].map((position, index) => ({
      code: `${code}0${index + 1}`,
      organisation: code,
      position,
    })),
  ),
  ...branches
    .flatMap((branch) => subBranchWeights.map((_, index) => subBranchCode(branch, index + 1)))
    .flatMap((organisation) => [
      { code: `${organisation}00`, organisation, position: 'sub_branch_head' },
      ...Array.from({ length: managersPerSubBranch }, (_, index) => ({
        code: `${organisation}0${index + 1}`,
        organisation,
        position: 'relationship_manager',
      })),
      { code: `${organisation}09`, organisation, position: 'lobby_manager' },
    ]),
]

function nameOf(seed: number, code: string): string {
  const bytes = createHash('sha256').update(`${seed} staff ${code}`).digest()
  const pick = <Item>(list: readonly Item[], at: number): Item | undefined =>
    list[bytes.readUInt16BE(at) % list.length]
  const characters = bytes.readUInt8(0) % 2 === 0 ? femaleCharacters : maleCharacters
  return `${pick(surnames, 2)?.[0] ?? ''}${pick(characters, 4) ?? ''}${bytes.readUInt8(1) % 4 === 0 ? '' : (pick(characters, 6) ?? '')}`
}

/** Save the bank's staff; saving them again changes nothing. */
export async function saveStaff(ctx: Context, seed: number): Promise<void> {
  await demoTables(ctx.postgres)
    .insertInto('staff')
    .values(posts.map((post) => ({ ...post, name: nameOf(seed, post.code) })))
    .onConflict((conflict) => conflict.column('code').doNothing())
    .execute()
}
