export { loadDemoBank } from './load-demo-bank.ts'
export { openDemoBank } from './open-demo-bank.ts'
