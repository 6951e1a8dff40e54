export { countDeadLetters, listDeadLetters } from './list-dead-letters.ts'
export { discardDeadLetters, replayDeadLetters } from './replay-dead-letters.ts'
export { deadLetterRoutes } from './routes.ts'
