export { admitsOrigin, type CollectSource, type SourceDirectory } from './collect-source.ts'
