export { type AnnouncedBlock, blockJustBefore, forgetBlocks, readBlocksAfter } from './announce-block.ts'
export { type Drainer, startDrainer } from './drainer.ts'
