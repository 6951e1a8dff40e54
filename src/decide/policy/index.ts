export { applyContactPolicy, readContactPolicy, saveContactPolicy } from './contact-policy.ts'
export { quietAction } from './quiet-hours.ts'
export { contactPolicyRoutes } from './routes.ts'
export { contactPolicy, type ContactPolicy, type ContactPolicyInput } from './schema.ts'
