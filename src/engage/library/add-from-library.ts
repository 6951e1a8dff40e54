import { writeAudit } from '../../govern/audit/index.ts'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { applySegmentDefinitions } from '../../understand/segments/index.ts'
import { applyJourneyDefinitions } from '../journeys/index.ts'
import { libraryFileOf } from './read-library.ts'
import { readExisting } from './store.ts'

/**
 * Make a ready journey the bank's own: its segments and templates where there are none of their keys, and a draft that
 * people look over before they publish it. What exists is left as it is. Dying in between leaves what can be added again.
 * @throws AppError conflict when a journey has that key
 */
export async function addFromLibrary(
  ctx: Context,
  key: string,
  as: string = key,
): Promise<{ key: string; segments: string[]; templates: string[] }> {
  const file = libraryFileOf(key)
  const existing = await readExisting(ctx)
  if (existing.journeys.has(as))
    throw new AppError('conflict', `There is a journey "${as}" already: choose another key`)
  const segments = file.segments.filter((one) => !existing.segments.has(one.key))
  const templates = file.templates.filter((one) => !existing.templates.has(one.key))
  if (segments.length > 0) await applySegmentDefinitions(ctx, { segments })
  const { name, description, graph } = file
  await applyJourneyDefinitions(ctx, {
    templates,
    journeys: [{ key: as, name, description, graph, publish: false }],
  })
  const added = {
    key: as,
    segments: segments.map((one) => one.key),
    templates: templates.map((one) => one.key),
  }
  await ctx.postgres.transaction().execute((transaction) =>
    writeAudit(transaction, ctx, {
      action: 'journey.add_from_library',
      objectKind: 'journey',
      objectId: as,
      detail: { library: key, ...added },
    }),
  )
  return added
}
