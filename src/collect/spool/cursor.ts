import { randomUUID } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'

const cursor = z.strictObject({
  /** Names this spool in deduplication tokens, so that a new spool never repeats an old one's. */
  spool: z.uuid(),
  /** Everything before this position is in the stores. */
  position: z.number().int().nonnegative(),
  /** End of the block that is being stored: after a crash exactly this block is stored again. */
  inFlight: z.number().int().nonnegative().nullable(),
})
export type Cursor = z.infer<typeof cursor>

/** How far the drainer is, as a small file that is replaced atomically and synced. */
export class CursorFile {
  readonly #path: string
  #cursor: Cursor

  constructor(directory: string) {
    this.#path = join(directory, 'cursor.json')
    this.#cursor = existsSync(this.#path)
      ? cursor.parse(JSON.parse(readFileSync(this.#path, 'utf8')))
      : { spool: randomUUID(), position: 0, inFlight: null }
  }

  get current(): Cursor {
    return this.#cursor
  }

  /** Before the first insert of a block: from now on its bounds are fixed. */
  begin(end: number): void {
    this.#write({ ...this.#cursor, inFlight: end })
  }

  /** After the last insert of a block. */
  commit(position: number): void {
    this.#write({ ...this.#cursor, position, inFlight: null })
  }

  #write(next: Cursor): void {
    const temporary = `${this.#path}.new`
    const file = openSync(temporary, 'w', 0o600)
    writeSync(file, JSON.stringify(next))
    fdatasyncSync(file)
    closeSync(file)
    renameSync(temporary, this.#path)
    const directory = openSync(dirname(this.#path), 'r')
    fsyncSync(directory)
    closeSync(directory)
    this.#cursor = next
  }
}
