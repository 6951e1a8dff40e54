import { mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { isProcessAlive } from '../../src/platform/processes.ts'

const memory = '/dev/shm'
/** What the stores of the files that run side by side may need, with much to spare. */
const needed = 8 * 2 ** 30
const prefix = 'banyan-tests-'

/**
 * One directory for everything that a run of the tests writes, removed at the end; what a run that broke off left is
 * removed by the next. In memory where there is room: stores that are asked to be durable wait for the disk most of
 * their time (measured on 15 files of tests: 75 s instead of 100 s). What `kill -9` takes away is the same in both.
 */
export function openRunDirectory(): { readonly path: string; close(): void } {
  const { TMPDIR, NODE_COMPILE_CACHE } = process.env
  const parent = TMPDIR === undefined && isRoomy(memory) ? memory : tmpdir()
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(prefix) || isProcessAlive(Number(name.slice(prefix.length)))) continue
    rmSync(join(parent, name), { recursive: true, force: true })
  }
  const path = join(parent, `${prefix}${process.pid}`)
  mkdirSync(path)
  // Workers and the servers they start are given it by their environment. What one of them compiled the next one reads.
  Object.assign(process.env, { TMPDIR: path, NODE_COMPILE_CACHE: join(path, 'compiled') })
  return {
    path,
    close: () => {
      for (const [name, value] of Object.entries({ TMPDIR, NODE_COMPILE_CACHE }))
        if (value === undefined) delete process.env[name]
        else process.env[name] = value
      rmSync(path, { recursive: true, force: true })
    },
  }
}

function isRoomy(directory: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(directory)
    return bavail * bsize >= needed && freemem() >= needed
  } catch {
    return false
  }
}
