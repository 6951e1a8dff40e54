export { aumClasses } from './aum.ts'
