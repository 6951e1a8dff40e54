import type { Context } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { channelsOf, needsOf } from './needs.ts'
import { readLibraryFiles } from './read-files.ts'
import type { LibraryDetail, LibraryFile, LibraryItem, LibraryQuery } from './schema.ts'
import { type Existing, readExisting } from './store.ts'

/** The ready journeys, and which of them this bank can run as they are. */
export async function listLibrary(ctx: Context, query: LibraryQuery): Promise<LibraryItem[]> {
  const existing = await readExisting(ctx)
  const search = query.search?.toLowerCase() ?? ''
  return readLibraryFiles()
    .filter((file) => query.stage === undefined || file.stage === query.stage)
    .filter(({ key, name, description }) =>
      [key, ...Object.values(name), description].some((text) => text.toLowerCase().includes(search)),
    )
    .map((file) => itemOf(file, existing))
}

export async function readLibraryJourney(ctx: Context, key: string): Promise<LibraryDetail> {
  const file = libraryFileOf(key)
  const existing = await readExisting(ctx)
  return {
    ...itemOf(file, existing),
    graph: file.graph,
    segments: file.segments.map((one) => ({
      key: one.key,
      name: one.name,
      exists: existing.segments.has(one.key),
    })),
    templates: file.templates.map((one) => ({
      key: one.key,
      name: one.name,
      channel: one.channel,
      exists: existing.templates.has(one.key),
    })),
  }
}

/** @throws AppError not_found */
export function libraryFileOf(key: string): LibraryFile {
  const file = readLibraryFiles().find((one) => one.key === key)
  if (!file) throw new AppError('not_found', `The library has no journey "${key}"`)
  return file
}

function itemOf(file: LibraryFile, existing: Existing): LibraryItem {
  const needs = needsOf(file)
  const missing = {
    events: needs.events.filter((name) => !existing.events.has(name)),
    tags: needs.tags.filter((name) => !existing.tags.has(name)),
  }
  return {
    key: file.key,
    stage: file.stage,
    name: file.name,
    description: file.description,
    category: file.graph.category ?? 'marketing',
    nodes: Object.keys(file.graph.nodes).length,
    channels: channelsOf(file),
    ready: missing.events.length === 0 && missing.tags.length === 0,
    missing,
    added: existing.journeys.has(file.key),
  }
}
