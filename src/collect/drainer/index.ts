export { type Drainer, type DrainState, startDrainer } from './drainer.ts'
