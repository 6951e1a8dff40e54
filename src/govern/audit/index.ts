export { writeAudit } from './write-audit.ts'
export { verifyAudit } from './verify-audit.ts'
export { auditRoutes } from './routes.ts'
