export { addMetricsFromLibrary } from './library/add-from-library.ts'
export { type CustomerMeasure, loadCustomerMeasures, type Term } from './customer-measure.ts'
export { loadDefinitions } from './load-definitions.ts'
export { readMetric } from './list-metrics.ts'
export {
  organisationMeant,
  organisationsBelow,
  readOrganisations,
  seesOrganisation,
} from './organisations.ts'
export { readRanking } from './read-ranking.ts'
export { readJudged, readSeason, readSeries } from './read-series.ts'
export { metricRoutes } from './routes.ts'
export { metricView, seriesView } from './schema.ts'
export { fillValues, lastWholeDay } from './values/fill-values.ts'
export { backfillMetricsJob, refreshMetricsJob } from './values/refresh-metrics-job.ts'
export type { Base } from './resolve-formula.ts'
