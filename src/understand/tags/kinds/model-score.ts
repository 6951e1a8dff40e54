import { z } from 'zod'
import { definitionKey } from '../../rules/index.ts'
import { scoreSql } from '../models/score-sql.ts'
import { numberColumn } from './tag-column.ts'
import { defineTagKind } from './tag-kind.ts'

const listed = z.array(definitionKey).min(1).max(100)

/**
 * The probability of an outcome, by a logistic model that is trained in the product: on the tags `features` as they
 * stood `horizonDays` before the as-of day, and the true-or-false tag `outcome` as it stands now. With horizon 0 both
 * stand now. One customer in five (by hash) is held out of the training and gives the AUC.
 */
export const modelScore = defineTagKind({
  source: 'tag',
  schema: z.strictObject({
    kind: z.literal('model_score'),
    features: listed,
    outcome: definitionKey,
    horizonDays: z.number().int().min(0).max(3660).default(0),
    /** Train again when the model is older than this. */
    retrainDays: z.number().int().min(1).max(3660).default(30),
  }),
  column: () => numberColumn,
  reads: ({ features, outcome }) => [...new Set([...features, outcome])],
  problem: ({ features, outcome }, columns) => {
    if (features.includes(outcome)) return `predicts "${outcome}" from itself: take it out of the features`
    if (columns.get(outcome)?.type !== 'boolean')
      return `needs an outcome that is true or false, but the tag "${outcome}" is not`
    const date = features.find((feature) => columns.get(feature)?.type === 'date')
    return date === undefined ? null : `cannot learn from the day "${date}": use the days since it`
  },
  select: (_definition, _day, { tags, model }) => scoreSql(model, tags),
})
