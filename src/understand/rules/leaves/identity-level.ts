import { z } from 'zod'
import { type IdentityLevel, identityLevels, levelRank } from '../../../collect/identity/index.ts'
import type { CustomerSet } from '../algebra.ts'
import { describeComparison } from '../comparison-words.ts'
import type { Language } from '../names.ts'
import { sqlTexts } from '../sql-text.ts'
import { defineLeafKind } from './leaf-kind.ts'

const level = z.enum(identityLevels)
const levels = z.array(level).min(1).max(identityLevels.length)
const schema = z
  .strictObject({
    identityLevel: z.literal(
      true,
      `must be true, and the level the value: { identityLevel: true, op: 'gte', value: 'card_bound' }`,
    ),
    op: z.enum(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between', 'in', 'not_in']),
    value: z.union([level, levels], `must be one of ${identityLevels.join(', ')}, or a list of them`),
  })
  .refine(({ op, value }) => ['between', 'in', 'not_in'].includes(op) === Array.isArray(value), {
    message: 'must be one level; for in and not_in a list, for between [from, to]',
    path: ['value'],
  })
  .refine(({ op, value }) => op !== 'between' || value.length === 2, {
    message: 'between needs two levels: [from, to]',
    path: ['value'],
  })
type IdentityLeaf = z.output<typeof schema>

const names: Readonly<Record<IdentityLevel, Record<Language, string>>> = {
  anonymous: { 'zh-CN': '匿名', en: 'anonymous' },
  phone: { 'zh-CN': '手机用户', en: 'phone user' },
  real_name: { 'zh-CN': '实名', en: 'real name' },
  card_bound: { 'zh-CN': '绑卡', en: 'card bound' },
  class_2_3_account: { 'zh-CN': 'II/III类户', en: 'class II or III account' },
  class_1_account: { 'zh-CN': 'I类户', en: 'class I account' },
}

const ranksOf = ({ value }: IdentityLeaf): number[] => [value].flat().map(levelRank)

/** The ranks that satisfy the leaf, from the lowest. */
function wanted(leaf: IdentityLeaf): number[] {
  const [low = 0, high = low] = ranksOf(leaf)
  const fits: Record<IdentityLeaf['op'], (rank: number) => boolean> = {
    eq: (rank) => rank === low,
    ne: (rank) => rank !== low,
    gt: (rank) => rank > low,
    gte: (rank) => rank >= low,
    lt: (rank) => rank < low,
    lte: (rank) => rank <= low,
    between: (rank) => rank >= low && rank <= high,
    in: (rank) => ranksOf(leaf).includes(rank),
    not_in: (rank) => !ranksOf(leaf).includes(rank),
  }
  return identityLevels.map((_, rank) => rank).filter(fits[leaf.op])
}

/** Those with evidence of this level or a higher one: one scan, no sorting by customer. */
const atLeast = (rank: number): CustomerSet => ({
  kind: 'exists',
  table: 'identity_evidence',
  part: '',
  filter: `level >= ${rank}`,
})

/** Ranks in a row become "at least the first, and not beyond the last"; whoever has no evidence is anonymous. */
function membersOf(ranks: readonly number[]): CustomerSet {
  const begins = ranks.filter((rank) => !ranks.includes(rank - 1))
  const ends = ranks.filter((rank) => !ranks.includes(rank + 1))
  const runs = begins.map((first, i): CustomerSet => {
    const last = ends[i] ?? first
    const beyond: CustomerSet = { kind: 'not', of: atLeast(last + 1) }
    const isTop = last === identityLevels.length - 1
    if (first === 0) return beyond
    return isTop ? atLeast(first) : { kind: 'all', of: [atLeast(first), beyond] }
  })
  return { kind: 'any', of: runs }
}

/**
 * `{ identityLevel: true, op: 'gte', value: 'card_bound' }` – how well the bank knows who it is, from the evidence as it
 * stands now: anonymous, phone, real_name, card_bound, class_2_3_account, class_1_account.
 */
export const identityLevelLeaf = defineLeafKind({
  schema,
  check: (leaf) =>
    wanted(leaf).length === 0
      ? [
          {
            path: '/value',
            message: `no level is left: the levels are ${identityLevels.join(', ')}, the lowest first`,
          },
        ]
      : [],
  compile: (leaf) => membersOf(wanted(leaf)),
  observe: () => ({
    table: 'identity_evidence',
    where: '1',
    value: `[${sqlTexts(identityLevels)}][max(level) + 1]`,
    absent: identityLevels[0],
  }),
  describe: ({ op, value }, _catalogue, language) => {
    const shown = [value].flat().map((one) => names[one][language])
    const compared = { op, value: Array.isArray(value) ? shown : shown.join('') }
    return `${language === 'en' ? 'the identity level' : '身份等级'} ${describeComparison(compared, language)}`
  },
})
