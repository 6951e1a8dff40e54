import { type Scope, scopes } from '../../platform/actor.ts'

export const roles = ['admin', 'operator', 'viewer'] as const
export type Role = (typeof roles)[number]

const everything: readonly Scope[] = scopes
const reading = everything.filter(
  (scope) => scope.endsWith(':read') && scope !== 'govern:read' && scope !== 'sql:read',
)

/**
 * What each role may do: administrators everything, operators all but governing and seeing personal data in plain,
 * viewers look at what others have built (the SQL lab reads whatever one asks for).
 */
export const scopesOfRole: Readonly<Record<Role, readonly Scope[]>> = {
  admin: everything,
  operator: everything.filter((scope) => !scope.startsWith('govern:') && scope !== 'customers:unmask'),
  viewer: reading,
}
