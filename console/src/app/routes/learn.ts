import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { textsIn } from '../search.ts'
import { signedIn } from './signed-in.ts'

// Validators stand apart: inside createRoute TypeScript loses the names.
const dashboardsSearch = textsIn('cursor', 'sort', 'search', 'tab')
const dashboardTexts = textsIn('marks')
/** The filters of a board live in the address, as JSON. */
const dashboardSearch = (
  search: Record<string, unknown>,
): ReturnType<typeof dashboardTexts> & { filters?: object } => ({
  ...dashboardTexts(search),
  ...(typeof search['filters'] === 'object' && search['filters'] !== null
    ? { filters: search['filters'] }
    : {}),
})
const analysesSearch = textsIn('cursor', 'sort', 'search', 'type')
const analysisTexts = textsIn('view', 'series', 'cell')
/** The question itself lives in the address, as JSON. */
const analysisSearch = (
  search: Record<string, unknown>,
): ReturnType<typeof analysisTexts> & { q?: object } => ({
  ...analysisTexts(search),
  ...(typeof search['q'] === 'object' && search['q'] !== null ? { q: search['q'] } : {}),
})
const metricsSearch = textsIn('cursor', 'search', 'owner', 'grain', 'kind', 'status')
const metricSearch = textsIn('organisation', 'span', 'by', 'of')
const quietDaysSearch = textsIn('year')
const alertsSearch = textsIn('cursor', 'tab', 'state', 'severity', 'finding', 'search', 'metric')
const effectsSearch = textsIn('cursor')
const effectSearch = textsIn('tab', 'metric', 'tag', 'score', 'days', 'cuped')

const dashboards = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/dashboards',
  validateSearch: dashboardsSearch,
  component: lazyRouteComponent(
    () => import('../../pages/learn/dashboards/dashboards.tsx'),
    'DashboardsPage',
  ),
})
const dashboard = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/dashboards/$id',
  validateSearch: dashboardSearch,
  component: lazyRouteComponent(() => import('../../pages/learn/dashboards/board-page.tsx'), 'DashboardPage'),
})
const analyses = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/analyses',
  validateSearch: analysesSearch,
  component: lazyRouteComponent(() => import('../../pages/learn/analyses/analyses.tsx'), 'AnalysesPage'),
})
const newAnalysis = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/analyses/new',
  validateSearch: analysisSearch,
  component: lazyRouteComponent(() => import('../../pages/learn/analyses/analysis.tsx'), 'NewAnalysisPage'),
})
const analysis = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/analyses/$id',
  validateSearch: analysisSearch,
  component: lazyRouteComponent(() => import('../../pages/learn/analyses/analysis.tsx'), 'SavedAnalysisPage'),
})
const metrics = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/metrics',
  validateSearch: metricsSearch,
  component: lazyRouteComponent(() => import('../../pages/learn/metrics/metrics.tsx'), 'MetricsPage'),
})
const metric = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/metrics/$key',
  validateSearch: metricSearch,
  component: lazyRouteComponent(() => import('../../pages/learn/metrics/metric.tsx'), 'MetricPage'),
})
const newMetric = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/metrics/new',
  component: lazyRouteComponent(() => import('../../pages/learn/metrics/metric-editor.tsx'), 'NewMetricPage'),
})
const quietDays = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/metrics/quiet-days',
  validateSearch: quietDaysSearch,
  component: lazyRouteComponent(() => import('../../pages/learn/metrics/quiet-days.tsx'), 'QuietDaysPage'),
})
const editMetric = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/metrics/$key/edit',
  component: lazyRouteComponent(
    () => import('../../pages/learn/metrics/metric-editor.tsx'),
    'EditMetricPage',
  ),
})
const alerts = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/alerts',
  validateSearch: alertsSearch,
  component: lazyRouteComponent(() => import('../../pages/learn/alerts/alerts.tsx'), 'AlertsPage'),
})
const effects = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/effects',
  validateSearch: effectsSearch,
  component: lazyRouteComponent(() => import('../../pages/learn/effects.tsx'), 'EffectsPage'),
})
const effect = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/effects/$journey',
  validateSearch: effectSearch,
  component: lazyRouteComponent(() => import('../../pages/learn/effect.tsx'), 'EffectPage'),
})

const sqlLab = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/sql-lab',
  component: lazyRouteComponent(() => import('../../pages/learn/sql-lab/sql-lab.tsx'), 'SqlLabPage'),
})

export const learnRoutes = [
  dashboards,
  dashboard,
  analyses,
  newAnalysis,
  analysis,
  metrics,
  newMetric,
  quietDays,
  metric,
  editMetric,
  alerts,
  effects,
  effect,
  sqlLab,
]
