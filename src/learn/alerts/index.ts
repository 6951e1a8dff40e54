export { checkAlertsJob, tellFindingsJob } from './alert-jobs.ts'
export { applyAlertDefinitions } from './apply-alert-definitions.ts'
export { checkAlerts } from './check-alerts.ts'
export { alertRoutes } from './routes.ts'
