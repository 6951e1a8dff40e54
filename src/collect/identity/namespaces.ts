import type { Context } from '../../platform/context.ts'
import { identifierHash } from '../../platform/crypto/identifier-hash.ts'
import type { Identifier } from '../protocols/index.ts'
import { identityTables } from './store.ts'

/** The namespace of links that a steward made between two customers; its values are their numbers. */
export const customerNamespace = 'customer'

/** Namespaces of which a person has one and a value is one person's: they are never shared, and weaker ones follow them. */
const personal = new Set(['customer_number', 'id_document', 'user_id'])
export const isPersonal = (namespace: string): boolean => personal.has(namespace)

/** Namespaces whose values are stored as keyed hashes only. */
const sensitive = new Set(['phone', 'id_document'])

export interface NamespaceRule {
  readonly key: string
  /** Strength: the smallest is believed first. */
  readonly position: number
  /** Values that one customer may have; 1 = two customers who both have one never merge by themselves. */
  readonly maxPerCustomer: number
  /** Customers that may use one value; used by more it is shared and links nobody. null = never shared. */
  readonly maxCustomers: number | null
}
export type NamespaceRules = ReadonlyMap<string, NamespaceRule>

export async function readNamespaces(ctx: Context): Promise<NamespaceRules> {
  const rows = await identityTables(ctx.postgres)
    .selectFrom('identity_namespace')
    .select(['key', 'position', 'max_per_customer', 'max_customers'])
    .orderBy('position')
    .execute()
  return new Map(
    rows.map((row) => [
      row.key,
      {
        key: row.key,
        position: row.position,
        maxPerCustomer: row.max_per_customer,
        maxCustomers: row.max_customers,
      },
    ]),
  )
}

/** The strength of a namespace; what is not known is weakest. */
export function positionOf(rules: NamespaceRules, namespace: string): number {
  return rules.get(namespace)?.position ?? Number.MAX_SAFE_INTEGER
}

/** An identifier as it is stored: sensitive values as keyed hashes. */
export function toStored(ctx: Context, identifier: Identifier): Identifier {
  const { namespace } = identifier
  // Half a character cannot be stored, and what is read back must equal what was asked for.
  const value = identifier.value.toWellFormed()
  return { namespace, value: sensitive.has(namespace) ? identifierHash(ctx.config, namespace, value) : value }
}

export const isSensitive = (namespace: string): boolean => sensitive.has(namespace)
