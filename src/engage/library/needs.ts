import type { LibraryFile } from './schema.ts'

/** Names that a journey's graph and segments refer to, wherever they stand in it. */
export interface Needs {
  readonly events: readonly string[]
  readonly tags: readonly string[]
}

export function needsOf({ graph, segments }: LibraryFile): Needs {
  const events = new Set<string>()
  const tags = new Set<string>()
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit)
    if (typeof value !== 'object' || value === null) return
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'event' && typeof inner === 'string') events.add(inner)
      else if (key === 'tag' && typeof inner === 'string') tags.add(inner)
      else visit(inner)
    }
  }
  visit([graph, segments.map(({ rule }) => rule)])
  return { events: [...events], tags: [...tags] }
}

/** Channels that a graph contacts people by. */
export function channelsOf({ graph }: LibraryFile): string[] {
  const channels = Object.values(graph.nodes).flatMap((node) =>
    node.type === 'message' ? (node.route?.channels ?? (node.channel ? [node.channel] : [])) : [],
  )
  return [...new Set<string>(channels)]
}
