import type { Context } from '../../platform/context.ts'
import { tagTables } from './store.ts'

/** A model tag's model, in numbers. */
export interface TagModelLine {
  readonly tag: string
  readonly outcome: string
  /** Tags that it learns from. */
  readonly features: number
  /** Columns that these became: a text makes one for each of its common values. */
  readonly columns: number
  readonly trainedOn: number
  readonly heldOut: number
  readonly outcomeShare: number
  /** Area under the ROC curve over the customers held out. */
  readonly auc: number
}

/** Every trained model, by the key of its tag. */
export async function listTagModels(ctx: Context): Promise<TagModelLine[]> {
  const rows = await tagTables(ctx.postgres)
    .selectFrom('tag_model')
    .innerJoin('tag', 'tag.id', 'tag_model.tag_id')
    .select(['tag.key', 'tag_model.definition', 'tag_model.model'])
    .where('tag.status', '!=', 'retired')
    .orderBy('tag.key')
    .execute()
  return rows.flatMap(({ key, definition, model }) =>
    definition.kind === 'model_score'
      ? [
          {
            tag: key,
            outcome: definition.outcome,
            features: definition.features.length,
            columns: model.weights.length,
            trainedOn: model.trainedOn,
            heldOut: model.heldOut,
            outcomeShare: model.outcomeShare,
            auc: model.auc,
          },
        ]
      : [],
  )
}
