import type { Postgres } from '../../platform/context.ts'

type EffectTables = {
  journey: { id: number; key: string; published_version: number | null }
  effect_report: { journey_id: number; report: unknown; computed_at: Date }
  effect_plan: { journey_id: number; plan: unknown; version: number; updated_at: Date }
}

export const effectTables = (postgres: Postgres) => postgres.withTables<EffectTables>()
