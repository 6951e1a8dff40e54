import { maskMiddle } from '../protocols/index.ts'
import type { Context } from '../../platform/context.ts'
import type { IdentityLink } from './identity-link.ts'
import { customerNamespace, isSensitive } from './namespaces.ts'
import { bankNumbers } from './queries/bank-numbers.ts'
import type { ConflictView, MergeView } from './schema.ts'

/** A link with its id, the way lists read it. */
export type ListedLink = IdentityLink & { readonly id: string }

/** Enough of a value to tell two apart, not enough to know it. */
export function maskedValue(namespace: string, value: string): string {
  if (namespace === customerNamespace) return value
  return isSensitive(namespace) ? `${value.slice(0, 8)}…` : maskMiddle(value)
}

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString()

export async function mergeViews(ctx: Context, links: readonly ListedLink[]): Promise<MergeView[]> {
  const numbers = await numbersOf(ctx, links)
  return links.map((link) => ({
    ...commonView(link, numbers),
    state: link.outcome === 'separated' ? 'separated' : 'merged',
    separatedAt: link.outcome === 'separated' ? iso(link.updated) : null,
  }))
}

export async function conflictViews(ctx: Context, links: readonly ListedLink[]): Promise<ConflictView[]> {
  const numbers = await numbersOf(ctx, links)
  return links.map((link) => ({ ...commonView(link, numbers), refusal: link.refusal }))
}

function commonView(
  link: ListedLink,
  numbers: ReadonlyMap<number, string>,
): Omit<MergeView, 'state' | 'separatedAt'> {
  const said = /^(\d{1,10}):(.*)$/s.exec(link.evidence)
  return {
    id: link.id,
    at: iso(link.at),
    customer: link.customer,
    into: link.into,
    customerNumbers: [link.customer, link.into].map((number) => numbers.get(number) ?? ''),
    identifiers: [
      {
        namespace: link.namespace,
        value: maskedValue(link.namespace, link.value),
        customer: link.number,
      },
      {
        namespace: link.to_namespace,
        value: maskedValue(link.to_namespace, link.to_value),
        customer: link.to_number,
      },
    ],
    evidence: {
      rule: link.rule,
      source: said ? Number(said[1]) : null,
      message: said?.[2] ?? link.evidence,
    },
  }
}

async function numbersOf(ctx: Context, links: readonly ListedLink[]): Promise<Map<number, string>> {
  const customers = [...new Set(links.flatMap((link) => [link.customer, link.into]))]
  if (customers.length === 0) return new Map()
  const rows = await bankNumbers(ctx.clickhouse, { customers })
  return new Map(rows.map((row) => [row.customer, row.number]))
}
