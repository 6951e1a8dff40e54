import type { z } from 'zod'
import { plainText } from '../../../understand/rules/index.ts'

/** How values are written into a text: as they are, for HTML, or inside a JSON string. */
export type Escape = 'none' | 'html' | 'json'

/** One Liquid text of a content and what may become of it. */
export interface TextPlace {
  readonly path: readonly string[]
  readonly escape: Escape
  /** May not be empty in a published version. */
  readonly required: boolean
  /** Characters at most once rendered; absent: no limit. */
  readonly longest?: number
  /** Must become an http(s) or app address, or nothing. */
  readonly address?: boolean
}

/** What a message through one channel consists of. Each channel is one file. */
export interface ContentKind<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema
  /** Every text in which variables may stand. */
  places(content: z.output<Schema>): readonly TextPlace[]
  /** The message in two plain texts, for lists and for gateways that carry nothing else. */
  plain(content: z.output<Schema>): { subject: string; body: string }
}

export function defineContent<Schema extends z.ZodType>(kind: ContentKind<Schema>): ContentKind<Schema> {
  return kind
}

/** A Liquid text. Longer ones are refused before they are parsed. */
export const liquidText = (longest = 4_000) => plainText(longest)

type Limits = Pick<TextPlace, 'longest' | 'address'>

export const required = (path: readonly string[], limits: Limits = {}): TextPlace => ({
  path,
  escape: 'none',
  required: true,
  ...limits,
})
export const optional = (path: readonly string[], limits: Limits = {}): TextPlace => ({
  path,
  escape: 'none',
  required: false,
  ...limits,
})
