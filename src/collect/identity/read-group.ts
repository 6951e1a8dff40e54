import type { Context } from '../../platform/context.ts'
import type { Edge, Standing } from './components.ts'
import { type IdentityLink, isActive } from './identity-link.ts'
import { customerNamespace, type NamespaceRules, positionOf } from './namespaces.ts'
import { findLinksAt } from './queries/find-links.ts'
import { findMergesInto, findMergesOf, latestMergeOf } from './queries/find-merges.ts'
import { findNamespaces } from './queries/find-namespaces.ts'

/** Whole customers: all their numbers and what holds these together. */
export interface Group {
  /** Number → the number it goes by now. */
  readonly into: ReadonlyMap<number, number>
  /** What was said about them, also what was refused between them and other customers. */
  readonly links: readonly IdentityLink[]
  /** Merges of which no link tells: brought in from elsewhere. They hold. */
  readonly unexplained: readonly Edge[]
  /** Number → namespace → how many values. */
  readonly values: ReadonlyMap<number, ReadonlyMap<string, number>>
  readonly standing: Standing
  /** When any of the numbers was merged or taken apart last, in milliseconds. */
  readonly latest: number
}

/** The customers that these numbers belong to. */
export async function readGroup(
  ctx: Context,
  rules: NamespaceRules,
  numbers: readonly number[],
): Promise<Group> {
  const merges = new Map(
    (await findMergesOf(ctx.clickhouse, numbers)).map((merge) => [merge.customer, merge.into]),
  )
  const roots = [...new Set(numbers.map((number) => merges.get(number) ?? number))]
  const into = new Map(roots.map((root) => [root, root]))
  for (const merge of await findMergesInto(ctx.clickhouse, roots)) into.set(merge.customer, merge.into)
  const all = [...into.keys()]
  const links = await findLinksAt(ctx.clickhouse, all)
  const values = new Map<number, Map<string, number>>()
  for (const row of await findNamespaces(ctx.clickhouse, all)) {
    const own = values.get(row.customer)
    if (own) own.set(row.namespace, row.values)
    else values.set(row.customer, new Map([[row.namespace, row.values]]))
  }
  const latest = await latestMergeOf(ctx.clickhouse, all)
  const explained = new Set(links.filter(isActive).flatMap((link) => [link.number, link.to_number]))
  const unexplained = [...into].flatMap(([number, to]) =>
    number === to || explained.has(number) ? [] : [{ number, to_number: to }],
  )
  return { into, links, unexplained, values, standing: standingOf(rules, values, links), latest }
}

/** How well numbers are known, and which of them stewards kept. */
export function standingOf(
  rules: NamespaceRules,
  values: Group['values'],
  links: readonly IdentityLink[],
): Standing {
  return {
    rank: (number) =>
      Math.min(
        Number.MAX_SAFE_INTEGER,
        ...[...(values.get(number)?.keys() ?? [])].map((namespace) => positionOf(rules, namespace)),
      ),
    kept: links
      .filter((link) => link.namespace === customerNamespace && isActive(link))
      .toSorted((a, b) => b.at - a.at)
      .map((link) => link.into),
  }
}
