export { listEffects, readEffect } from './read-effects.ts'
export { refreshEffect, refreshEffects, refreshEffectsJob } from './refresh-effects.ts'
export { effectRoutes } from './routes.ts'
export type { EffectReport } from './schema.ts'
