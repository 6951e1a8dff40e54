export {
  applyContactPolicy,
  readContactPolicy,
  readContactPolicyAt,
  saveContactPolicy,
} from './contact-policy.ts'
export { quietRules, type QuietTimes, quietTimes } from './quiet-hours.ts'
export { contactPolicyRoutes } from './routes.ts'
export {
  type Cap,
  type ContactPolicy,
  contactPolicy,
  type ContactPolicyInput,
  type ContactPolicyView,
  type Spacing,
} from './schema.ts'
export { type CapWindow, capWindow } from './windows.ts'
