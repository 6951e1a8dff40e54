export { keepVisitingJob } from './behaviour/repeat-visits.ts'
export { loadDemoBank } from './load-demo-bank.ts'
export { openDemoBank } from './open-demo-bank.ts'
