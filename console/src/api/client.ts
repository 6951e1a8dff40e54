import { ProblemError, problemFrom } from './problem.ts'

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>

function addressOf(path: string, query: Query): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') search.set(name, String(value))
  return search.size === 0 ? path : `${path}?${search}`
}

async function send<Answer>(method: string, address: string, body?: unknown): Promise<Answer> {
  const response = await fetch(address, {
    method,
    headers: {
      accept: 'application/json',
      'x-requested-with': 'banyan',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const type = response.headers.get('content-type') ?? ''
  const answer: unknown = type.includes('json') ? await response.json() : undefined
  if (!response.ok) throw new ProblemError(problemFrom(response.status, answer, response.headers.get('x-request-id') ?? ''))
  return answer as Answer
}

export const read = <Answer>(path: string, query: Query = {}): Promise<Answer> => send('GET', addressOf(path, query))
export const write = <Answer>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<Answer> =>
  send(method, path, body)
