export { CursorFile } from './cursor.ts'
export { openSpool } from './open-spool.ts'
export { FileSpool, type Spool } from './spool.ts'
export { SpoolReader } from './spool-reader.ts'
