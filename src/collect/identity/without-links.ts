import { rootsOf } from './components.ts'
import { type IdentityLink, isActive, linkRow } from './identity-link.ts'
import type { Group } from './read-group.ts'
import { instant, type Row } from './write-rows.ts'

/** Whole customers after some of their links ceased: rows to write, and who goes by another number now. */
export function withoutLinks(
  group: Group,
  now: number,
  ceased: (link: IdentityLink) => Pick<IdentityLink, 'outcome' | 'refusal'> | undefined,
): {
  links: Row[]
  merges: { customer: number; into: number }[]
  rows: (reason: string, evidence: string) => Row[]
} {
  const active = group.links.filter(isActive)
  const links = active.flatMap((link) => {
    const change = ceased(link)
    return change ? [linkRow({ ...link, ...change, updated: Math.max(now, link.updated + 1) })] : []
  })
  const edges = [...group.unexplained, ...active.filter((link) => ceased(link) === undefined)]
  const roots = rootsOf([...group.into.keys()], edges, group.standing)
  const merges = [...roots].flatMap(([customer, into]) =>
    group.into.get(customer) === into ? [] : [{ customer, into }],
  )
  const at = instant(Math.max(now, group.latest + 1))
  return {
    links,
    merges,
    rows: (reason, evidence) => merges.map(({ customer, into }) => [customer, into, at, reason, evidence]),
  }
}
