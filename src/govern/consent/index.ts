export { decidedSql, type Scope, scopeSql, suppressedSql } from './consent-sql.ts'
export { consentRoutes } from './routes.ts'
export { contactChannel, contactChannels, purpose, type ContactChannel } from './schema.ts'
