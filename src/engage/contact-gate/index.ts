export { checkContact } from './check-contact.ts'
export { contactGateRoutes } from './routes.ts'
export { committedSql } from './committed-sql.ts'
export {
  type GateKnowledge,
  type GateQuestion,
  gateQuestion,
  prepareGate,
  readGateKnowledge,
} from './gate-question.ts'
export { gateReasonSql, gateVerdictsSql, refusedSinceSql } from './gate-sql.ts'
export { numbersSql } from './numbers.ts'
export { gateReasons } from './reasons.ts'
export { gateRoutesSql } from './route-sql.ts'
export { readCommittedTicks } from './store.ts'
