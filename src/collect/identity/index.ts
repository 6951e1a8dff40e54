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
