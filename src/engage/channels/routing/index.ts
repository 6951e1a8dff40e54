export { followUpTouches } from './follow-up-touches.ts'
