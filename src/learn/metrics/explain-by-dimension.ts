import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { breakDownByDimension, type dimensionQuery } from './break-down.ts'
import { type Change, contributionsOf } from './contributions-of.ts'
import { loadDefinitions } from './load-definitions.ts'

export const dimensionView = z.object({
  elements: z
    .array(
      z.object({
        element: z.string().describe('As in the breakdown'),
        before: z.number().nullable(),
        after: z.number().nullable(),
        contribution: z.number().nullable().describe('What of the change of the metric came through it'),
        rate: z.number().nullable(),
        mix: z.number().nullable(),
        suspect: z.boolean().describe('Among the few elements that explain the change (Adtributor)'),
      }),
    )
    .describe('The largest contribution to the change first'),
})
type DimensionView = z.output<typeof dimensionView>

/**
 * Why a metric changed between two days, through the elements of a dimension; computed now, as the dimension is now.
 * @throws AppError not_found, invalid_request for an unknown tag or segment, or a metric without product classes
 */
export async function explainByDimension(
  ctx: Context,
  key: string,
  query: z.output<typeof dimensionQuery>,
  signal?: AbortSignal,
): Promise<DimensionView> {
  const definitions = await loadDefinitions(ctx)
  const definition = definitions.get(key)
  if (!definition) throw new AppError('not_found', `There is no metric "${key}"`)
  const cached = new Map<string, Promise<ReadonlyMap<string, Change>>>()
  const changesOf = (metric: string): Promise<ReadonlyMap<string, Change>> => {
    const known = cached.get(metric) ?? readChanges(ctx, metric, query, signal)
    cached.set(metric, known)
    return known
  }
  const elements = [...(await changesOf(key)).keys()]
  const found = await contributionsOf(
    definition,
    elements,
    async (metric) => {
      const changes = await changesOf(metric)
      return (element) => changes.get(element) ?? { before: null, after: null }
    },
    key,
  )
  const change = found.reduce((sum, { contribution }) => sum + (contribution ?? 0), 0)
  return {
    elements: elements
      .flatMap((element, i) => {
        const one = found[i]
        return one ? [{ element, ...one }] : []
      })
      .toSorted((a, b) => ((b.contribution ?? 0) - (a.contribution ?? 0)) * (change < 0 ? -1 : 1)),
  }
}

/** The values of both days by element. */
async function readChanges(
  ctx: Context,
  metric: string,
  query: z.output<typeof dimensionQuery>,
  signal?: AbortSignal,
): Promise<Map<string, Change>> {
  const on = async (day: string): Promise<Map<string, number | null>> => {
    const { elements } = await breakDownByDimension(ctx, metric, { ...query, from: day, to: day }, signal)
    return new Map(elements.map(({ element, points }) => [element, points[0]?.value ?? null]))
  }
  const [before, after] = [await on(query.from), await on(query.to)]
  return new Map(
    [...new Set([...after.keys(), ...before.keys()])].map((element) => [
      element,
      { before: before.get(element) ?? null, after: after.get(element) ?? null },
    ]),
  )
}
