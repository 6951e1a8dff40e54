export { checkAlertsJob, tellFindingsJob } from './alert-jobs.ts'
export { alertRoutes } from './routes.ts'
