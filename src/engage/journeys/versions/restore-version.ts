import type { Context } from '../../../platform/context.ts'
import { readJourney } from '../read-journeys.ts'
import { saveJourney } from '../save-journey.ts'
import { readVersion } from './read-versions.ts'

/**
 * Make a published version the draft again. What runs goes on as it is: only publishing changes that.
 * @param basedOn the version of the draft that is thrown away
 * @throws AppError not_found, precondition_failed when someone else changed the draft meanwhile
 */
export async function restoreVersion(
  ctx: Context,
  key: string,
  version: number,
  basedOn?: number,
): Promise<{ version: number }> {
  const [{ graph }, { name, description }] = await Promise.all([
    readVersion(ctx, key, version),
    readJourney(ctx, key),
  ])
  return saveJourney(ctx, { key, name, description, graph }, basedOn, {
    action: 'journey.restore_version',
    restored: version,
  })
}
