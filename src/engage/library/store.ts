import type { Context } from '../../platform/context.ts'

type LibraryTables = {
  event_definition: { name: string }
  tag: { key: string }
  segment: { key: string }
  template: { key: string }
  journey: { key: string }
}

/** The keys of everything that a ready journey may refer to or bring. */
export interface Existing {
  readonly events: ReadonlySet<string>
  readonly tags: ReadonlySet<string>
  readonly segments: ReadonlySet<string>
  readonly templates: ReadonlySet<string>
  readonly journeys: ReadonlySet<string>
}

export async function readExisting(ctx: Context): Promise<Existing> {
  const db = ctx.postgres.withTables<LibraryTables>()
  const keys = async (table: 'tag' | 'segment' | 'template' | 'journey'): Promise<Set<string>> =>
    new Set((await db.selectFrom(table).select('key').execute()).map(({ key }) => key))
  const events = await db.selectFrom('event_definition').select('name').execute()
  const [tags, segments, templates, journeys] = await Promise.all([
    keys('tag'),
    keys('segment'),
    keys('template'),
    keys('journey'),
  ])
  return { events: new Set(events.map(({ name }) => name)), tags, segments, templates, journeys }
}
