import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../platform/errors.ts'
import { FileSpool, SpoolReader } from './index.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'banyan-spool-'))
})
afterEach(() => {
  rmSync(directory, { recursive: true, force: true })
})

const openSpool = (options: { limitBytes?: number; segmentBytes?: number; startAt?: number } = {}) =>
  FileSpool.open({ directory, limitBytes: 1e9, ...options })

function readAll(from: number, end: number, maxBytes = 1 << 20): { records: string[]; damaged: number } {
  const reader = new SpoolReader(directory)
  const records: string[] = []
  let damaged = 0
  for (let position = from; position < end;) {
    const got = reader.read(position, end, maxBytes)
    if (got.next === position) break
    records.push(...got.records.map(String))
    damaged += got.damaged
    position = got.next
  }
  reader.close()
  return { records, damaged }
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, i) => `record ${i} 客户`)

describe('spool', () => {
  it('gives back what was appended, in order, across segments and small reads', async () => {
    const spool = await openSpool({ segmentBytes: 500 })
    const records = numbered(100)
    for (const group of [records.slice(0, 40), records.slice(40, 41), records.slice(41)]) {
      await Promise.all(group.map((record) => spool.append(record)))
    }
    await spool.close()
    expect(readdirSync(directory).length).toBeGreaterThan(1)
    expect(readAll(0, spool.end).records).toEqual(records)
    expect(readAll(0, spool.end, 16).records).toEqual(records)
  })

  it('goes on where it ended when opened again', async () => {
    const first = await openSpool()
    await first.append('before')
    await first.close()
    const second = await openSpool()
    await second.append('after')
    await second.close()
    expect(readAll(0, second.end).records).toEqual(['before', 'after'])
    expect(readAll(first.end, second.end).records).toEqual(['after'])
  })

  it('cuts off a record that a crash left half written', async () => {
    const first = await openSpool()
    await Promise.all(numbered(3).map((record) => first.append(record)))
    await first.close()
    const [file = ''] = readdirSync(directory)
    const half = Buffer.alloc(20)
    half.write('BNYN')
    half.writeUInt32LE(500, 4)
    appendFileSync(join(directory, file), half)
    const second = await openSpool()
    expect(second.end).toBe(first.end)
    await second.append('next')
    await second.close()
    expect(readAll(0, second.end).records).toEqual([...numbered(3), 'next'])
  })

  it('reads on behind a damaged record and says how much was damaged', async () => {
    const spool = await openSpool()
    for (const record of numbered(3)) await spool.append(record)
    await spool.close()
    const [name = ''] = readdirSync(directory)
    const file = await open(join(directory, name), 'r+')
    await file.write(Buffer.from('X'), 0, 1, spool.end / 3 + 14)
    await file.close()
    const again = await openSpool()
    expect(again.end).toBe(spool.end)
    expect(readAll(0, again.end)).toEqual({
      records: ['record 0 客户', 'record 2 客户'],
      damaged: spool.end / 3,
    })
  })

  it('refuses with Retry-After when full, and takes again once drained', async () => {
    const spool = await openSpool({ limitBytes: 100, segmentBytes: 30 })
    await spool.append('x'.repeat(60))
    const refused = spool.append('y'.repeat(60))
    await expect(refused).rejects.toBeInstanceOf(AppError)
    await expect(refused).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 10 })
    spool.release(spool.end)
    await spool.append('z'.repeat(60))
    spool.release(spool.end)
    expect(readdirSync(directory)).toHaveLength(1)
    await spool.close()
  })

  it('says so when the disk refuses to write, and recovers when it can be written again', async () => {
    const path = join(directory, '0000000000000000.log')
    const spool = await FileSpool.open({ directory, limitBytes: 1e6 })
    symlinkSync('/dev/full', path)
    await expect(spool.append('lost?')).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 5 })
    unlinkSync(path)
    await spool.append('kept')
    await spool.close()
    expect(readAll(0, spool.end).records).toEqual(['kept'])
  })

  it('never reuses positions that the drainer has passed', async () => {
    const spool = await openSpool({ startAt: 5000 })
    await spool.append('first')
    await spool.close()
    expect(readAll(5000, spool.end).records).toEqual(['first'])
  })

  it('refuses what comes after closing', async () => {
    const spool = await openSpool()
    await spool.close()
    await expect(spool.append('late')).rejects.toMatchObject({ code: 'unavailable' })
    writeFileSync(join(directory, 'unrelated.txt'), '')
    await openSpool()
  })
})
