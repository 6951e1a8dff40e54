import * as z from 'zod/mini'
import type { Piece } from './edits.ts'
import { type GraphNode, nodeGroups } from './graph.ts'

const point = z.object({ x: z.number(), y: z.number() })
const types = nodeGroups.flatMap((group): readonly string[] => group.types)
const piece = z.object({
  banyanJourney: z.literal(1),
  nodes: z.record(
    z.string(),
    z.looseObject({ type: z.string().check(z.refine((type) => types.includes(type))) }),
  ),
  layout: z.record(z.string(), point),
})

export const writePiece = ({ nodes, layout }: Piece): string =>
  JSON.stringify({ banyanJourney: 1, nodes, layout })

/** What is on the clipboard, if it is a piece of a journey. */
export function readPiece(text: string): Piece | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const parsed = z.safeParse(piece, value)
  if (!parsed.success) return undefined
  // The type is checked; the fields of a node are checked by the server, as with anything typed here.
  return { nodes: parsed.data.nodes as unknown as Record<string, GraphNode>, layout: parsed.data.layout }
}
