import { applyContactPolicy } from '../../decide/policy/index.ts'
import type { Context } from '../../platform/context.ts'
import { parseDefinitions } from '../../understand/rules/index.ts'
import { applyTemplateDefinitions } from '../templates/index.ts'
import { publishJourney } from './publish-journey.ts'
import { saveJourney } from './save-journey.ts'
import { journeyDefinitions } from './schema.ts'

/**
 * Apply a `journeys.yaml`: the contact policy, the templates and the journeys in it, in this order.
 * Applying the same file again changes nothing.
 */
export async function applyJourneyDefinitions(ctx: Context, yaml: unknown): Promise<{ journeys: string[] }> {
  const { contactPolicy, templates, journeys } = parseDefinitions(
    journeyDefinitions,
    yaml,
    'The journey definitions',
  )
  if (contactPolicy) await applyContactPolicy(ctx, contactPolicy)
  await applyTemplateDefinitions(ctx, { templates })
  for (const { publish, ...draft } of journeys) {
    await saveJourney(ctx, draft)
    if (publish) await publishJourney(ctx, draft.key)
  }
  return { journeys: journeys.map((journey) => journey.key) }
}
