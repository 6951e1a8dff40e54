export { IdentityCache } from './identity-cache.ts'
export { type IdentityLevel, identityLevels, levelRank } from './identity-level.ts'
export { reserveCustomerNumbers, withIdentityLock } from './identity-lock.ts'
export { inlineStrings } from './queries/inline-strings.ts'
export {
  consideredIdentifiers,
  type IdentityRequest,
  type Resolution,
  resolveIdentifiers,
} from './resolve-identifiers.ts'
export { areOne, findCustomerLink, type Merge, mergeCustomers } from './merge-customers.ts'
export { separateCustomers, type Sides } from './separate-customers.ts'
export { readConflict, readMerge, readMergeLink } from './list-links.ts'
export { identityRoutes } from './routes.ts'
export { linkId, type MergeView, mergeView } from './schema.ts'
export { importLinks, type LinkImport } from './import-links.ts'
