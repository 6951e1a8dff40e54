import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Banyan, openBanyan } from '../../src/app.ts'
import { ensureAdministrator } from '../../src/govern/access/index.ts'
import { loadConfig } from '../../src/platform/config.ts'
import { createTestDatabase } from '../harness/test-context.ts'
import { type ApiOperation, operationsOf, ordinaryText, valueOf } from '../hostile/api-operations.ts'

const administrator = { login: 'admin', password: 'an-administrator' }
const viewer = { login: 'viewer', password: 'a-viewer-of-things' }
/** Operations that work without signing in, and those that any signed-in person may use on their own session. */
const forEveryone = ['POST /api/session']
const forOneself = ['DELETE /api/session']

let directory: string
let banyan: Banyan
let operations: ApiOperation[]

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'banyan-routes-'))
  banyan = await openBanyan(
    loadConfig({
      environment: {
        BANYAN_DATA: directory,
        DATABASE_URL: await createTestDatabase(),
        BANYAN_ADMIN_PASSWORD: administrator.password,
        BANYAN_LOG: 'silent',
        BANYAN_DEMO: 'false',
      },
    }),
  )
  await ensureAdministrator(banyan.ctx)
  const openapi = await banyan.server.inject({ url: '/api/openapi.json' })
  operations = operationsOf(openapi.json())
  const made = await banyan.server.inject({
    method: 'POST',
    url: '/api/users',
    headers: await signIn(administrator),
    payload: { ...viewer, name: 'Viewer', role: 'viewer' },
  })
  if (made.statusCode !== 201) throw new Error(`The viewer was not made: ${made.body}`)
})

afterAll(async () => {
  await banyan.stop()
  rmSync(directory, { recursive: true, force: true })
})

async function signIn(person: { login: string; password: string }): Promise<Record<string, string>> {
  const answer = await banyan.server.inject({ method: 'POST', url: '/api/session', payload: person })
  expect(answer.statusCode).toBe(200)
  const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? ''
  return { cookie, 'x-requested-with': 'banyan' }
}

const nameOf = ({ method, path }: ApiOperation): string => `${method} ${path}`

/** The status of an otherwise ordinary call of each operation. */
async function statuses(chosen: readonly ApiOperation[], headers: Record<string, string>): Promise<string[]> {
  const answers: string[] = []
  for (const operation of chosen) {
    const { statusCode } = await banyan.server.inject({
      method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).parse(operation.method),
      url: operation.path.replaceAll(/\{\w+\}/g, '1'),
      headers: { ...headers, 'if-match': '"1"' },
      ...(operation.body === undefined ? {} : { payload: Object(valueOf(operation.body, ordinaryText(1))) }),
    })
    answers.push(`${nameOf(operation)} ${statusCode}`)
  }
  return answers
}

describe('every operation of the API', () => {
  it('is described, with a summary', async () => {
    const { paths } = z
      .object({
        paths: z.record(z.string(), z.record(z.string(), z.object({ summary: z.string().optional() }))),
      })
      .parse((await banyan.server.inject({ url: '/api/openapi.json' })).json())
    const nameless = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { summary = '' }]) => summary === '')
        .map(([method]) => `${method} ${path}`),
    )
    expect(Object.keys(paths).length).toBeGreaterThan(8)
    expect(nameless).toEqual([])
  })

  it('asks who is there, unless it is for everyone', async () => {
    const closed = operations.filter((operation) => !forEveryone.includes(nameOf(operation)))
    const answers = await statuses(closed, {})
    expect(answers).toEqual(closed.map((operation) => `${nameOf(operation)} 401`))
  })

  it('that changes something is closed to viewers', async () => {
    const writes = operations.filter(
      (operation) =>
        operation.method !== 'GET' && ![...forEveryone, ...forOneself].includes(nameOf(operation)),
    )
    const answers = await statuses(writes, await signIn(viewer))
    // Asking about a rule, a definition or a person changes nothing; they are too long or too personal for an address.
    const asking =
      / \/api\/(rules\/\w+|customers\/searches|tag-previews|template-previews|metric-previews|segment-schedules\/preview|journeys\/validate|analyses\/(?:run|members)|dashboard-(?:questions|metrics)|dashboards\/\{id\}\/(?:exports|mail-previews)|contributions\/\w+|effects\/sample-size) /
    expect(answers.filter((answer) => !answer.endsWith(' 403') && !asking.test(answer))).toEqual([])
  })

  it('of governing is closed to viewers even for reading', async () => {
    const governing = operations.filter(
      ({ method, path }) => method === 'GET' && /^\/api\/(users|api-keys|audit)\b/.test(path),
    )
    const answers = await statuses(governing, await signIn(viewer))
    expect(governing.length).toBeGreaterThan(2)
    expect(answers).toEqual(governing.map((operation) => `${nameOf(operation)} 403`))
  })

  it('reads or refuses a cursor and a limit, when it lists', () => {
    const lists = operations.filter(
      ({ method, queryParameters }) => method === 'GET' && queryParameters.includes('cursor'),
    )
    expect(lists.filter(({ queryParameters }) => !queryParameters.includes('limit')).map(nameOf)).toEqual([])
  })
})
