import type { Analysis } from '../schema.ts'
import type { AnalysisType } from './analysis-type.ts'
import { attributionType } from './attribution.ts'
import { aumType } from './aum.ts'
import { distributionType } from './distribution.ts'
import { dropOffType } from './drop-off.ts'
import { frequencyType } from './frequency.ts'
import { funnelType } from './funnel.ts'
import { heatType } from './heat.ts'
import { intervalType } from './interval.ts'
import { lifecycleType } from './lifecycle.ts'
import { pathType } from './path.ts'
import { retentionType } from './retention.ts'
import { sessionsType } from './sessions.ts'
import { tierMigrationType } from './tier-migration.ts'
import { trendType } from './trend.ts'

export const analysisTypes: Readonly<Record<Analysis['type'], AnalysisType>> = {
  attribution: attributionType,
  aum: aumType,
  distribution: distributionType,
  drop_off: dropOffType,
  frequency: frequencyType,
  funnel: funnelType,
  heat: heatType,
  interval: intervalType,
  lifecycle: lifecycleType,
  path: pathType,
  retention: retentionType,
  sessions: sessionsType,
  tier_migration: tierMigrationType,
  trend: trendType,
}
