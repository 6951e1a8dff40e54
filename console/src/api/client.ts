import createClient from 'openapi-fetch'
import { ProblemError, problemFrom } from './problem.ts'
import type { paths } from './schema.d.ts'

/** The server's API, typed by its own OpenAPI document. Every failure is thrown as a ProblemError. */
export const api = createClient<paths>({
  baseUrl: location.origin,
  headers: { 'x-requested-with': 'banyan' },
})

api.use({
  onResponse: async ({ response }) => {
    if (response.ok) return
    const type = response.headers.get('content-type') ?? ''
    const body: unknown = type.includes('json') ? await response.json() : undefined
    throw new ProblemError(problemFrom(response.status, body, response.headers.get('x-request-id') ?? ''))
  },
})

/** What a call answered. */
export async function answerOf<Answer>(
  call: Promise<{ data?: Answer; response: Response }>,
): Promise<Answer> {
  const { data, response } = await call
  if (data === undefined) throw new ProblemError(problemFrom(response.status, undefined, ''))
  return data
}

/** A page of a list; `next` is the cursor of the following page. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

type GetPaths = { [Path in keyof paths]: paths[Path] extends { get: object } ? Path : never }[keyof paths]
type Success<Operation> = Operation extends {
  responses: { 200: { content: { 'application/json': infer Answer } } }
}
  ? Answer
  : never

/** What GET of this path answers. */
export type AnswerOf<Path extends GetPaths> = Success<paths[Path]['get']>
/** One item of the list at this path. */
export type ItemOf<Path extends GetPaths> = AnswerOf<Path> extends { items: (infer Item)[] } ? Item : never
/** The query parameters of this path. */
export type QueryOf<Path extends GetPaths> = paths[Path]['get'] extends {
  parameters: { query?: infer Query }
}
  ? NonNullable<Query>
  : never
