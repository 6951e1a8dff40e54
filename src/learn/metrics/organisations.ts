import type { Context } from '../../platform/context.ts'
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
