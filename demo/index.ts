export { type DemoState, readDemoState } from './demo-state.ts'
export { type DemoCounts, type DemoOptions, loadDemoBank } from './load-demo-bank.ts'
export { planted } from './planted.ts'
export { openDemoBank } from './open-demo-bank.ts'
