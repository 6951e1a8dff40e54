import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { metricTables } from './store.ts'

export interface Organisation {
  readonly code: string
  readonly parent: string | null
  readonly name: string
  readonly level: 'head_office' | 'branch' | 'sub_branch'
}

export function readOrganisations(ctx: Pick<Context, 'postgres'>): Promise<Organisation[]> {
  return metricTables(ctx.postgres)
    .selectFrom('organisation')
    .select(['code', 'parent', 'name', 'level'])
    .orderBy('code')
    .execute()
}

type Asking = Pick<Context, 'postgres' | 'actor'>

/** Whether figures of an organisation ('' = the whole bank) may be shown to who asks. */
export function seesOrganisation({ actor }: Pick<Context, 'actor'>, code: string): boolean {
  return actor.organisations === null || actor.organisations.includes(code)
}

/**
 * The organisation whose figures are meant: '' is the whole bank, or all that somebody with a data scope sees, where that
 * is one organisation with what is below it. Values of several organisations do not add up to one: customers may be
 * counted in ratios and averages.
 * @throws AppError forbidden for one outside of the data scope
 */
export async function organisationMeant(ctx: Asking, code: string): Promise<string> {
  if (seesOrganisation(ctx, code)) return code
  if (code !== '') throw new AppError('forbidden', `The organisation "${code}" is outside of your data scope`)
  const all = await organisationOfAll(ctx)
  if (all !== null) return all
  throw new AppError(
    'forbidden',
    'Your data scope is several organisations, whose values do not add up: choose one of them',
  )
}

/** Organisations whose figures who asks may see, the topmost ones without those above them. */
export async function readOrganisationsSeen(ctx: Asking): Promise<Organisation[]> {
  const seen = (await readOrganisations(ctx)).filter(({ code }) => seesOrganisation(ctx, code))
  return seen.map((one) => ({
    ...one,
    parent: one.parent !== null && seesOrganisation(ctx, one.parent) ? one.parent : null,
  }))
}

/** The organisation that '' means to who asks; null where it means several. */
export async function organisationOfAll(ctx: Asking): Promise<string | null> {
  if (ctx.actor.organisations === null) return ''
  // Those of the data scope that are below no other one of it.
  const roots = (await readOrganisationsSeen(ctx)).filter(({ parent }) => parent === null)
  const [only, ...others] = roots
  return only === undefined || others.length > 0 ? null : only.code
}

/** Of every organisation the ones that its customers count in: itself, those above it, and '' for the whole bank. */
export function rollupOf(organisations: readonly Organisation[]): Map<string, string[]> {
  const parentOf = new Map(organisations.map(({ code, parent }) => [code, parent]))
  return new Map(
    organisations.map(({ code }) => {
      const above: string[] = []
      for (let at: string | null = code; at !== null && !above.includes(at); at = parentOf.get(at) ?? null)
        above.push(at)
      return [code, [...above, '']]
    }),
  )
}

/** The organisations directly below one; below the whole bank ('') those below the head office. */
export function childrenOf(organisations: readonly Organisation[], code: string): Organisation[] {
  if (code !== '') return organisations.filter(({ parent }) => parent === code)
  const roots = organisations.filter(({ parent }) => parent === null)
  const [only] = roots
  return roots.length === 1 && only ? childrenOf(organisations, only.code) : roots
}

/** Codes of an organisation and of everything below it. */
export async function organisationsBelow(
  ctx: Pick<Context, 'postgres'>,
  organisation: string,
): Promise<string[]> {
  return [...rollupOf(await readOrganisations(ctx))]
    .filter(([, above]) => above.includes(organisation))
    .map(([code]) => code)
}
