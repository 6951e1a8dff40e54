import { bucketSql, bucketsOf } from '../../../decide/experiments/index.ts'
import type { ContactPolicy } from '../../../decide/policy/index.ts'
import type { GateQuestion } from '../gate-question.ts'
import type { GateRule } from './gate-rule.ts'

/** Bank-wide a share of the customers gets nothing of some categories, so that the effect of all contacts can be told. */
export function holdoutRules(question: GateQuestion, person: string): GateRule[] {
  const { percent, categories } = question.policy.globalHoldout
  if (percent === 0 || !categories.includes(question.category)) return []
  return [
    {
      reason: 'global_holdout',
      refused: `${holdoutBucketSql(question.policy, person)} < ${bucketsOf(percent)}`,
    },
  ]
}

/** The bucket (0…9999) of a customer; with the usual salt that of the holdout nodes of scope `global`. */
export const holdoutBucketSql = ({ globalHoldout }: ContactPolicy, person: string): string =>
  bucketSql(person, '$global', globalHoldout.salt)
