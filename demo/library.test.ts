import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { applyJourneyDefinitions, readJourney, tickJourneys } from '../src/engage/journeys/index.ts'
import { addFromLibrary, listLibrary } from '../src/engage/library/index.ts'
import { snapshotSegment } from '../src/understand/segments/index.ts'
import { applyTagDefinitions, refreshTagGroups } from '../src/understand/tags/index.ts'
import { type LoadedBank, openLoadedBank } from './testing/loaded-bank.ts'

let loaded: LoadedBank

beforeAll(async () => {
  loaded = await openLoadedBank()
  await applyTagDefinitions(
    loaded.ctx,
    parse(readFileSync(new URL('definitions/tags.yaml', import.meta.url), 'utf8')),
  )
  await refreshTagGroups(loaded.ctx)
}, 240_000)
afterAll(() => loaded.close())

describe('the journey library over the demo bank', () => {
  it('holds at least twenty journeys, and the bank has all they read', async () => {
    const items = await listLibrary(loaded.ctx, {})
    expect(items.length).toBeGreaterThanOrEqual(20)
    expect(items.filter(({ ready }) => !ready).map(({ key, missing }) => ({ key, missing }))).toEqual([])
  })

  it('finds journeys by stage and by words in either language', async () => {
    const keep = await listLibrary(loaded.ctx, { stage: 'keep', search: '到期' })
    expect(keep.map(({ key }) => key)).toEqual(['deposit_maturity_keep', 'wealth_maturity'])
    const [birthday] = await listLibrary(loaded.ctx, { search: 'BIRTHDAY' })
    expect(birthday?.key).toBe('birthday')
  })

  it('becomes drafts that can be published as they are, and lets the members of their segments in', async () => {
    const { ctx } = loaded
    const entered = new Map<string, number>()
    for (const { key } of await listLibrary(ctx, {})) {
      const added = await addFromLibrary(ctx, key)
      for (const segment of added.segments) await snapshotSegment(ctx, segment)
      const draft = await readJourney(ctx, key)
      expect({ key, status: draft.status }).toEqual({ key, status: 'draft' })
      await applyJourneyDefinitions(ctx, {
        journeys: [
          { key, name: draft.name, description: draft.description, graph: draft.graph, publish: true },
        ],
      })
    }
    await tickJourneys(ctx)
    for (const { key } of await listLibrary(ctx, {})) {
      const journey = await readJourney(ctx, key)
      expect({ key, status: journey.status }).toEqual({ key, status: 'running' })
      if (journey.entry === 'segment') entered.set(key, journey.entered)
    }
    expect([...entered].filter(([, customers]) => customers === 0)).toEqual([])
  }, 240_000)

  it('refuses to add a journey twice under one key, and adds it under another', async () => {
    await expect(addFromLibrary(loaded.ctx, 'birthday')).rejects.toThrow('another key')
    expect(await addFromLibrary(loaded.ctx, 'birthday', 'birthday_south')).toEqual({
      key: 'birthday_south',
      segments: [],
      templates: [],
    })
  })
})
