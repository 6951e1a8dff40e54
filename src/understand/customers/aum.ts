export { aumClasses } from '../tags/index.ts'
