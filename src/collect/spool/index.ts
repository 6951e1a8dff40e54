export { FileSpool, type Spool, type SpoolOptions } from './spool.ts'
export { SpoolReader, type SpoolRead } from './spool-reader.ts'
