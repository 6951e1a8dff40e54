export { type Asked, decidedSql, optedOutSql, type Scope, scopeSql, suppressedSql } from './consent-sql.ts'
export { suppressionListRoutes } from './lists/routes.ts'
export { readSuppressionLists, type SuppressionList } from './lists/read-lists.ts'
export { ownersOf, recordOptOut } from './record-opt-out.ts'
export { consentRoutes } from './routes.ts'
export {
  type ContactCategory,
  contactCategories,
  contactCategory,
  type ContactChannel,
  contactChannel,
  contactChannels,
  type Purpose,
  purpose,
} from './schema.ts'
