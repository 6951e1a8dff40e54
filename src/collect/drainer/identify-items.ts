import { consideredIdentifiers, type IdentityCache, type IdentityRequest } from '../identity/index.ts'
import type { BlockItem } from './block.ts'
import type { DrainStore } from './drain-store.ts'

/**
 * The number of every item's customer, in order, before merges; one call to the stores for all that the cache does not
 * know.
 */
export async function identifyItems(
  items: readonly BlockItem[],
  cache: IdentityCache,
  store: DrainStore,
): Promise<number[]> {
  const requests: IdentityRequest[] = []
  const requestOf = new Map<string, number>()
  const customers: number[] = []
  /** Item → its request, for items that the cache could not answer. */
  const open = new Map<number, number>()
  for (const [i, { item, source }] of items.entries()) {
    const customer = cache.find(item)
    if (customer !== undefined) {
      customers.push(customer)
      continue
    }
    customers.push(0)
    const asked = consideredIdentifiers(item)
    const key = `${item.link}\n${asked.map(({ namespace, value }) => `${namespace}:${value}`).join('\n')}`
    const known = requestOf.get(key)
    if (known !== undefined) {
      open.set(i, known)
      continue
    }
    requestOf.set(key, requests.length)
    open.set(i, requests.length)
    requests.push({
      identifiers: asked,
      link: item.link,
      reason: item.name,
      evidence: `${source}:${item.messageId}`,
    })
  }
  if (requests.length > 0) {
    const resolution = await store.resolve(requests)
    cache.remember(resolution)
    for (const [i, request] of open) customers[i] = resolution.customers[request] ?? 0
  }
  return customers
}
