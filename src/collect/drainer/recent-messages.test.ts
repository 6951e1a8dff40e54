import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HashSet } from './hash-set.ts'
import { hashMessage } from './message-hash.ts'
import { RecentMessages } from './recent-messages.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'banyan-recent-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const open = (capacity = 100, horizon = Number.NEGATIVE_INFINITY): Promise<RecentMessages> =>
  RecentMessages.open(directory, capacity, () => Promise.resolve(horizon))
const hashes = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => hashMessage(1, `m-${from + i}`))
const hasAll = (recent: RecentMessages, from: number, count: number): boolean =>
  hashes(from, count).every((hash) => recent.has(hash))

describe('recent messages', () => {
  it('knows every message received after its horizon, also after a restart', async () => {
    const first = await open()
    for (let block = 0; block < 12; block += 1) first.remember(hashes(block * 20, 20), 1000 + block)
    const { horizon } = first
    // 50 a generation, 20 a block: two blocks a generation, two generations.
    expect(horizon).toBe(1007)
    expect(hasAll(first, 160, 80)).toBe(true)
    expect(hashes(0, 160).some((hash) => first.has(hash))).toBe(false)
    first.close()
    const second = await open()
    expect(second.horizon).toBe(horizon)
    expect(hasAll(second, 160, 80)).toBe(true)
    second.remember(hashes(240, 20), 1012)
    expect(second.horizon).toBe(1009)
    expect(hasAll(second, 200, 60)).toBe(true)
    second.close()
    expect(readdirSync(directory)).toHaveLength(2)
  })

  it('is complete from the beginning of an installation that never stored a message', async () => {
    const recent = await open()
    expect(recent.horizon).toBe(Number.NEGATIVE_INFINITY)
    recent.close()
  })

  it('forgets what lies half an hour back when traffic is low', async () => {
    const recent = await open(1_000_000)
    const minute = 60_000
    for (let i = 0; i < 4; i += 1) recent.remember(hashes(i, 1), i * 31 * minute)
    expect(recent.horizon).toBe(31 * minute)
    recent.close()
  })

  it('drops half an entry that a crash left behind', async () => {
    const first = await open()
    first.remember(hashes(0, 3), 5)
    first.close()
    const [file = ''] = readdirSync(directory)
    appendFileSync(join(directory, file), Buffer.from([1, 2, 3]))
    const second = await open()
    second.remember(hashes(3, 3), 6)
    second.close()
    const third = await open()
    expect(hasAll(third, 0, 6)).toBe(true)
    third.close()
  })

  it('trusts nothing when it may keep nothing', async () => {
    const recent = await open(0)
    recent.remember(hashes(0, 3), 5)
    expect(recent.horizon).toBe(Number.POSITIVE_INFINITY)
    recent.close()
  })
})

describe('hash set', () => {
  it('holds what was added and nothing else', () => {
    const ids = fc.uniqueArray(fc.string(), { maxLength: 3000 })
    const check = (added: string[], asked: string[]): void => {
      const set = new HashSet()
      for (const id of added) set.add(hashMessage(3, id))
      const known = new Set(added)
      expect(set.size).toBe(added.length)
      for (const id of [...added, ...asked]) expect(set.has(hashMessage(3, id))).toBe(known.has(id))
    }
    fc.assert(fc.property(ids, ids, check))
    expect(new HashSet().has(hashMessage(1, ''))).toBe(false)
  })

  it('spreads a million similar ids without a collision', () => {
    const set = new HashSet()
    for (let i = 0; i < 1_000_000; i += 1)
      set.add(hashMessage(i % 3, `r0000001-${String(i).padStart(12, '0')}`))
    expect(set.size).toBe(1_000_000)
  })
})
