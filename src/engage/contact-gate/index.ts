export { checkContact, type GateAnswer } from './check-contact.ts'
export { committedSql, gateReasonSql, gateReasons, type GateQuestion, type GateReason } from './gate-sql.ts'
export { readCommittedTicks } from './store.ts'
