/** A source as the collector needs it for every request. */
export interface CollectSource {
  readonly id: number
  readonly key: string
  readonly writeKey: string
  readonly channel: string
  readonly strict: boolean
  readonly origins: ReadonlySet<string>
  /** The source's allowed origins contain '*'. */
  readonly anyOrigin: boolean
}

export function admitsOrigin(source: CollectSource, origin: string): boolean {
  return source.anyOrigin || source.origins.has(origin)
}

/** Enabled sources, held in memory. */
export interface SourceDirectory {
  /** Known now; costs a map lookup. */
  find(writeKey: string): CollectSource | undefined
  /** Some enabled source admits pages of this origin. A preflight request does not say which source it is for. */
  admitsOrigin(origin: string): boolean
  /** After a miss: read the store again, unless that happened within the last second. Never fails. */
  catchUp(): Promise<void>
  refresh(): Promise<void>
  close(): void
}
