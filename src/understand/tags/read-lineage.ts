import type { Context } from '../../platform/context.ts'
import { compileTag, type TagDefinition } from './kinds/index.ts'
import { groupSources } from './sources/index.ts'
import { tagReaders } from './tag-readers.ts'
import { tagTables } from './store.ts'

export interface Lineage {
  readonly readsTables: string[]
  readonly readsEvents: string[]
  readonly readBy: string[]
  readonly segments: { key: string; name: { 'zh-CN': string; en: string } }[]
}

/** What a tag is computed from, and what reads it. */
export async function readLineage(ctx: Context, key: string, definition: TagDefinition): Promise<Lineage> {
  const readers = await tagReaders(tagTables(ctx.postgres), key)
  const today = { asOf: '2026-11-01', timezone: ctx.config.timezone }
  return {
    readsTables: tablesOf(definition),
    readsEvents: [...(compileTag(definition).reach(today).events ?? [])],
    readBy: [...readers.tags],
    segments: [...readers.segments],
  }
}

function tablesOf(definition: TagDefinition): string[] {
  if (definition.kind === 'sql') {
    // Checked queries name their tables after FROM and JOIN only; what they call parts of themselves is no table.
    const own = new Set(
      [...definition.query.matchAll(/\b([a-z_]\w*)\s+AS\s*\(/gi)].map(([, name = '']) => name),
    )
    const named = [...definition.query.matchAll(/\b(?:from|join)\s+([a-z_]\w*)/gi)].map(
      ([, name = '']) => name,
    )
    return [...new Set(named)].filter((name) => !own.has(name)).toSorted()
  }
  const { table } = groupSources[compileTag(definition).source]
  return table === null ? [] : [table.replace(/ FINAL$/, '')]
}
