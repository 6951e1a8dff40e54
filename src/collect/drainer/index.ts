export {
  announceBlock,
  announceBlocks,
  type AnnouncedBlock,
  blockJustBefore,
  forgetBlocks,
  newestBlock,
  readUnread,
  type UnreadBlocks,
} from './announce-block.ts'
export { type Drainer, startDrainer } from './drainer.ts'
