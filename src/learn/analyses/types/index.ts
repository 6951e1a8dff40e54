import type { Analysis } from '../schema.ts'
import type { AnalysisType } from './analysis-type.ts'
import { funnelType } from './funnel.ts'
import { pathType } from './path.ts'
import { retentionType } from './retention.ts'
import { trendType } from './trend.ts'

export const analysisTypes: Readonly<Record<Analysis['type'], AnalysisType>> = {
  funnel: funnelType,
  path: pathType,
  retention: retentionType,
  trend: trendType,
}
