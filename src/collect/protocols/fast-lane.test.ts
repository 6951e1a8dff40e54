import fastify from 'fastify'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CollectSource, SourceDirectory } from '../sources/index.ts'
import { collectRoutes } from './index.ts'

const source: CollectSource = {
  id: 1,
  key: 'app',
  writeKey: 'key1',
  channel: 'app',
  strict: false,
  origins: new Set(),
  anyOrigin: true,
}
const sources: SourceDirectory = {
  find: (writeKey) => (writeKey === source.writeKey ? source : undefined),
  catchUp: () => Promise.resolve(),
  admitsOrigin: () => true,
  refresh: () => Promise.resolve(),
  close: () => undefined,
}
let stored = 0
const spool = {
  append: async () => {
    stored += 1
  },
}

const app = fastify()
const hooked: string[] = []
let url = ''

beforeAll(async () => {
  app.addHook('onRequest', async (request) => {
    hooked.push(request.url)
  })
  app.get('/api/thing', () => ({ thing: true }))
  await app.register(collectRoutes({ spool, sources }))
  await app.listen({ port: 0, host: '127.0.0.1' })
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
})
afterAll(() => app.close())

const event = JSON.stringify({ writeKey: 'key1', userId: 'u', event: 'E' })

it('takes events past the application’s hooks, and leaves it everything else', async () => {
  const accepted = await fetch(`${url}/v1/track?x=1`, { method: 'POST', body: event })
  expect(accepted.status).toBe(200)
  expect(stored).toBe(1)
  expect(hooked).toEqual([])

  expect(await (await fetch(`${url}/api/thing`)).json()).toEqual({ thing: true })
  expect((await fetch(`${url}/v1/projects/key1/settings`)).status).toBe(200)
  expect((await fetch(`${url}/v1/track`)).status).toBe(404)
  expect(hooked).toEqual(['/api/thing', '/v1/projects/key1/settings', '/v1/track'])
})

it('answers preflights, and a page can read what was refused', async () => {
  const headers = { origin: 'https://bank.example', 'access-control-request-headers': 'content-type' }
  const preflight = await fetch(`${url}/v1/track`, { method: 'OPTIONS', headers })
  expect(preflight.status).toBe(204)
  expect(preflight.headers.get('access-control-allow-headers')).toBe('content-type')
  const refused = await fetch(`${url}/v1/track`, { method: 'POST', headers, body: '{}' })
  expect(refused.status).toBe(401)
  expect(refused.headers.get('access-control-allow-origin')).toBe('https://bank.example')
})

it('stores nothing for a HEAD request', async () => {
  const before = stored
  const data = encodeURIComponent(
    Buffer.from('{"type":"track","event":"E","distinct_id":"d"}').toString('base64'),
  )
  expect((await fetch(`${url}/sa.gif?token=key1&data=${data}`, { method: 'HEAD' })).status).toBe(404)
  expect((await fetch(`${url}/sa.gif?token=key1&data=${data}`)).status).toBe(200)
  expect(stored).toBe(before + 1)
})
