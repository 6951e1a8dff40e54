export { type Drainer, startDrainer } from './drainer.ts'
