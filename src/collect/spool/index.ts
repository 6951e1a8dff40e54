export { type Cursor, CursorFile } from './cursor.ts'
export { openSpool } from './open-spool.ts'
export { FileSpool, type Spool, type SpoolOptions } from './spool.ts'
export { SpoolReader, type SpoolRead } from './spool-reader.ts'
