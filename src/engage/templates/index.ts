export { localisedText, templateKey } from './schema.ts'
