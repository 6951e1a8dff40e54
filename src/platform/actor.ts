/** What a session or key may do. One scope a capability and direction; roles are sets of scopes. */
export const scopes = [
  'collect:read',
  'collect:write',
  'customers:read',
  'customers:unmask',
  'understand:read',
  'understand:write',
  'segments:export',
  'decide:read',
  'decide:write',
  'engage:read',
  'engage:write',
  'learn:read',
  'learn:write',
  'sql:read',
  'govern:read',
  'govern:write',
] as const
export type Scope = (typeof scopes)[number]

/** Who does something: a signed-in person, a machine with a key, or Banyan itself. */
export interface Actor {
  readonly kind: 'user' | 'api_key' | 'system'
  readonly id: string
  readonly name: string
  /** Network address of the request; empty for background work. */
  readonly address: string
  readonly scopes: ReadonlySet<Scope>
  /** Codes of the organisations whose customers the actor sees, those below included; null = all customers. */
  readonly organisations: readonly string[] | null
}

export const systemActor: Actor = {
  kind: 'system',
  id: 'banyan',
  name: 'Banyan',
  address: '',
  scopes: new Set(scopes),
  organisations: null,
}
