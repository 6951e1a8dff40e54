export { type AnnouncedBlock, forgetBlocks, newestBlock, readBlocksAfter } from './announce-block.ts'
export { type Drainer, startDrainer } from './drainer.ts'
