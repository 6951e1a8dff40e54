import { sql } from 'kysely'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { canonical } from '../../platform/clickhouse/canonical.ts'
import { IdentityCache } from '../identity/index.ts'
import { encodeEnvelope } from '../protocols/index.ts'
import { FileSpool, SpoolReader } from '../spool/index.ts'
import { blockNumber } from './announce-block.ts'
import { type Block, readBlock } from './block.ts'
import { CanonicalReload } from './canonical-reload.ts'
import { clickhouseStore } from './clickhouse-store.ts'
import type { DrainStore } from './drain-store.ts'
import { RecentMessages } from './recent-messages.ts'
import { storeBlock } from './store-block.ts'

let t: TestContext
const directory = mkdtempSync(join(tmpdir(), 'banyan-block-'))
beforeAll(async () => {
  t = await openTestContext()
})
afterAll(async () => {
  await t.close()
  rmSync(directory, { recursive: true, force: true })
})

const received = Date.parse('2026-11-01T02:00:00Z')
const now = (): Date => new Date(received)

/** A block whose events fall into three months (three parts of one insert), with a link and a refused item. */
async function makeBlock(name: string, size = 60): Promise<Block> {
  const spool = await FileSpool.open({ directory: join(directory, name), limitBytes: 1e9 })
  const months = ['2026-08-15T00:00:00.000Z', '2026-09-15T00:00:00.000Z', '2026-10-31T23:59:00.000Z']
  const track = Array.from({ length: size }, (_, i) => ({
    type: 'track',
    event: 'e',
    messageId: `${name}-${i}`,
    anonymousId: `${name}-cookie-${i % 20}`,
    timestamp: months[i % 3],
  }))
  const login = {
    type: 'identify',
    messageId: `${name}-login`,
    userId: `${name}-u`,
    anonymousId: `${name}-cookie-3`,
  }
  const batch = [...track, login, { type: 'track', messageId: `${name}-bad`, event: 'e' }]
  const body = JSON.stringify({ batch, sentAt: now().toISOString() })
  const header = {
    source: 1,
    protocol: 'segment',
    received,
    strict: false,
    channel: '',
    kind: '',
    sentAt: 0,
  } as const
  await spool.append(encodeEnvelope(header, Buffer.from(body)))
  await spool.close()
  const reader = new SpoolReader(join(directory, name))
  const block = readBlock(reader, { start: 0, end: spool.end, exact: true, maxBytes: 0 }, undefined, received)
  reader.close()
  return block
}

/** The stores, dying right after (or right before) call number `last`. */
function dyingAt(store: DrainStore, last: number, moment: 'before' | 'after'): DrainStore {
  let calls = 0
  const mortal =
    <Arguments extends unknown[], Result>(work: (...values: Arguments) => Promise<Result>) =>
    async (...values: Arguments): Promise<Result> => {
      calls += 1
      if (calls === last && moment === 'before') throw new Error('killed')
      const result = await work(...values)
      if (calls === last) throw new Error('killed')
      return result
    }
  return {
    findStored: mortal(store.findStored),
    horizon: store.horizon,
    resolve: mortal(store.resolve),
    insert: mortal(store.insert),
    announce: mortal(store.announce),
    learn: store.learn,
  }
}

async function stored(name: string) {
  await t.ctx.clickhouse.command('SYSTEM RELOAD DICTIONARY customer_canonical')
  const [row] = await t.ctx.clickhouse.query(
    `SELECT count() AS events, uniqExact(message_id) AS messages, uniqExact(${canonical('customer')}) AS customers,
       (SELECT count() FROM dead_letter FINAL WHERE position(body, {name:String}) > 0) AS letters,
       (SELECT count() FROM identifier WHERE startsWith(value, {name:String})) AS identifiers
     FROM event WHERE startsWith(message_id, {name:String})`,
    { name: `${name}-` },
    z.record(z.string(), z.coerce.number()),
  )
  return row
}

/** What whoever waits for events is told of the block, and how many events it finds by that. */
async function announced(name: string, start: number) {
  const number = blockNumber(name, start)
  const { rows } = await sql<{ names: string[]; events: number }>`
    SELECT names, events FROM drained_block WHERE block = ${number}`.execute(t.ctx.postgres)
  const [found] = await t.ctx.clickhouse.query(
    'SELECT count() AS found FROM event WHERE block = {number:UInt64}',
    { number },
    z.object({ found: z.coerce.number() }),
  )
  return rows.map((row) => ({ ...row, ...found }))
}

const whole = { events: 61, messages: 61, customers: 20, letters: 1, identifiers: 21 }

describe('storing a block', () => {
  for (const moment of ['before', 'after'] as const) {
    it(`leaves the same after dying ${moment} any step and storing it again`, async () => {
      const store = clickhouseStore(t.ctx, { canonical: new CanonicalReload(t.ctx) })
      for (let step = 1; step <= 6; step += 1) {
        const name = `${moment}${step}`
        const block = await makeBlock(name)
        const parts = async () => ({
          // A new process: what it remembers comes from the files only.
          recent: await RecentMessages.open(join(directory, name), 1000, () => Promise.resolve(received)),
          cache: new IdentityCache(1000),
          spool: name,
        })
        const first = storeBlock(block, { store: dyingAt(store, step, moment), ...(await parts()) })
        await expect(first).rejects.toThrow('killed')
        await storeBlock(block, { store, ...(await parts()) })
        expect({ name, ...(await stored(name)) }).toEqual({ name, ...whole })
        expect(await announced(name, block.start)).toEqual([
          { names: ['e', '$identify'], events: 61, found: 61 },
        ])
        const third = await storeBlock(block, { store, ...(await parts()) })
        expect(third.events).toBe(0)
        expect(await stored(name)).toEqual(whole)
      }
    })
  }

  it('completes an insert of which the crash left one month only', async () => {
    const block = await makeBlock('part')
    const store = clickhouseStore(t.ctx, { canonical: new CanonicalReload(t.ctx) })
    const partly: DrainStore = {
      ...store,
      insert: async (table, columns, lines, token) => {
        const august = lines.split('\n').filter((line) => line.startsWith('["17867'))
        expect(august).toHaveLength(20)
        await store.insert(table, columns, august.map((line) => `${line}\n`).join(''), token)
        throw new Error('killed')
      },
    }
    const recent = await RecentMessages.open(join(directory, 'part'), 1000, () => Promise.resolve(received))
    const parts = { recent, cache: new IdentityCache(1000), spool: 'part' }
    await expect(storeBlock(block, { store: partly, ...parts })).rejects.toThrow('killed')
    expect((await stored('part'))?.['events']).toBe(20)
    await storeBlock(block, { store, ...parts })
    expect(await stored('part')).toEqual(whole)
  })
})
