export { listEffects, readEffect } from './read-effects.ts'
export { refreshEffect, refreshEffects, refreshEffectsJob } from './refresh-effects.ts'
export { effectRoutes } from './routes.ts'
export { effectReport, type EffectReport } from './schema.ts'
