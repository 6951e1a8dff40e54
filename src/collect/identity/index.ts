export { IdentityCache } from './identity-cache.ts'
export { reserveCustomerNumbers, withIdentityLock } from './identity-lock.ts'
export { inlineStrings } from './queries/inline-strings.ts'
export { type IdentityRequest, type Resolution, resolveIdentifiers } from './resolve-identifiers.ts'
