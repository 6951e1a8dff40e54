import type { z } from 'zod'
import type { Context } from '../../../platform/context.ts'
import { loadRuleCatalogue } from '../load-catalogue.ts'
import { computedTags } from '../profile/features.ts'
import { fieldKinds } from './fields.ts'
import { type exportChoices, exportFields } from './schema.ts'

/** What a file of members can hold, and whether the caller may see it plain. */
export async function listExportChoices(ctx: Context): Promise<z.output<typeof exportChoices>> {
  const tags = computedTags(await loadRuleCatalogue(ctx))
  return {
    fields: exportFields.map((key) => ({
      key,
      name: fieldKinds[key].name,
      personal: fieldKinds[key].masked !== undefined,
    })),
    tags: tags.map(({ key, name }) => ({ key, name })).toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    mayUnmask: ctx.actor.scopes.has('customers:unmask'),
  }
}
