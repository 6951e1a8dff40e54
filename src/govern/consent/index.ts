export { decidedSql, type Scope, scopeSql, suppressedSql } from './consent-sql.ts'
export { recordConsent, recordSuppression } from './record-consent.ts'
export { consentRoutes } from './routes.ts'
export {
  contactChannel,
  contactChannels,
  purpose,
  purposes,
  type ContactChannel,
  type Purpose,
} from './schema.ts'
