import type { Postgres } from '../../platform/context.ts'

type EffectTables = {
  journey: { id: number; key: string; published_version: number | null }
  effect_report: { journey_id: number; report: unknown; computed_at: Date }
}

export const effectTables = (postgres: Postgres) => postgres.withTables<EffectTables>()
