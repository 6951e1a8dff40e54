export { checkContact } from './check-contact.ts'
export { committedSql, gateReasonSql, gateReasons, type GateQuestion } from './gate-sql.ts'
export { readCommittedTicks } from './store.ts'
