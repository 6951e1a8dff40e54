import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import type { FastifyInstance } from 'fastify'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { createServer } from '../../platform/http/server.ts'
import { auditRoutes, verifyAudit } from '../audit/index.ts'
import { accessRoutes, authenticate, createUser, ensureAdministrator } from './index.ts'

let test: TestContext
let app: FastifyInstance
const password = 'correct horse battery'

beforeAll(async () => {
  test = await openTestContext({ overrides: { adminPassword: password } })
  app = await createServer(test.ctx, authenticate)
  await app.register(accessRoutes)
  await app.register(auditRoutes)
  await ensureAdministrator(test.ctx)
  await createUser(test.ctx, { login: 'vera', name: 'Vera', role: 'viewer', password })
})
afterAll(async () => {
  await app.close()
  await test.close()
})

async function signIn(login: string, secret = password, address = '10.0.0.1') {
  const response = await app.inject({
    method: 'POST',
    url: '/api/session',
    remoteAddress: address,
    payload: { login, password: secret },
  })
  return { response, cookie: response.cookies[0] ? `banyan_session=${response.cookies[0].value}` : '' }
}

describe('sessions', () => {
  it('signs in with an httpOnly, same-site cookie and signs out', async () => {
    const { response, cookie } = await signIn('admin')
    expect(response.statusCode).toBe(200)
    expect(response.cookies[0]).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
    const who = await app.inject({ url: '/api/session', headers: { cookie } })
    expect(who.json()).toMatchObject({ user: { login: 'admin', role: 'admin' } })
    const headers = { cookie, 'x-requested-with': 'banyan' }
    expect((await app.inject({ method: 'DELETE', url: '/api/session', headers })).statusCode).toBe(204)
    expect((await app.inject({ url: '/api/session', headers: { cookie } })).statusCode).toBe(401)
  })

  it('gives the same answer for an unknown login and a wrong password', async () => {
    const unknown = await signIn('nobody', 'x', '10.0.0.2')
    const wrong = await signIn('admin', 'x', '10.0.0.2')
    expect(unknown.response.statusCode).toBe(401)
    expect(unknown.response.json().detail).toBe(wrong.response.json().detail)
  })

  it('throttles a login after five failures and lets it in again after a quarter of an hour', async () => {
    for (let i = 0; i < 5; i += 1) await signIn('vera', 'wrong', '10.0.0.3')
    const blocked = await signIn('vera', password, '10.0.0.3')
    expect(blocked.response.statusCode).toBe(429)
    expect(Number(blocked.response.headers['retry-after'])).toBeGreaterThan(0)
    test.clock.advance(16 * 60_000)
    expect((await signIn('vera', password, '10.0.0.3')).response.statusCode).toBe(200)
  })

  it('throttles attempts that come all at once', async () => {
    const attempts = await Promise.all(
      Array.from({ length: 20 }, (_, i) => signIn('bruno', `guess ${i}`, `10.1.0.${i}`)),
    )
    const looked = attempts.filter(({ response }) => response.statusCode === 401)
    expect(looked.length).toBeLessThanOrEqual(5)
  })

  it('does not count a refused attempt, nor a right password against its address', async () => {
    const address = '10.0.0.9'
    for (let i = 0; i < 35; i += 1) await signIn('admin', password, address)
    expect((await signIn('admin', password, address)).response.statusCode).toBe(200)
  })

  it('believes only the address that its own proxy saw', async () => {
    const behindProxy = await createServer(
      { ...test.ctx, config: { ...test.ctx.config, trustProxy: true } },
      authenticate,
    )
    await behindProxy.register(accessRoutes)
    const guess = (i: number) =>
      behindProxy.inject({
        method: 'POST',
        url: '/api/session',
        remoteAddress: '10.9.9.9',
        headers: { 'x-forwarded-for': `203.0.113.${i}, 198.51.100.7` },
        payload: { login: `someone${i}`, password: 'wrong' },
      })
    for (let i = 0; i < 30; i += 1) await guess(i)
    expect((await guess(31)).statusCode).toBe(429)
    await behindProxy.close()
  })

  it('ends a session after twelve hours', async () => {
    const { cookie } = await signIn('admin')
    test.clock.advance(12 * 3_600_000 + 1)
    expect((await app.inject({ url: '/api/session', headers: { cookie } })).statusCode).toBe(401)
  })

  it('refuses a write by cookie that another site could have forged', async () => {
    const { cookie } = await signIn('admin')
    const forged = await app.inject({ method: 'DELETE', url: '/api/session', headers: { cookie } })
    expect(forged.statusCode).toBe(403)
  })
})

describe('scopes', () => {
  it('answers 401 without credentials and 403 without the scope', async () => {
    expect((await app.inject({ url: '/api/users' })).statusCode).toBe(401)
    const { cookie } = await signIn('vera')
    const refused = await app.inject({ url: '/api/users', headers: { cookie } })
    expect(refused.statusCode).toBe(403)
    expect(refused.json()).toMatchObject({ code: 'forbidden', status: 403 })
  })

  it('refuses to register a route under /api that declares no scope', async () => {
    const other = await createServer(test.ctx, authenticate)
    expect(() => other.get('/api/open', () => 'hello')).toThrow('declares no scope')
  })

  it('lets an API key do what its scopes say, until it is revoked', async () => {
    const { cookie } = await signIn('admin')
    const headers = { cookie, 'x-requested-with': 'banyan' }
    const made = await app.inject({
      method: 'POST',
      url: '/api/api-keys',
      headers,
      payload: { name: 'reports', scopes: ['govern:read'] },
    })
    expect(made.statusCode).toBe(201)
    const authorization = `Bearer ${made.json().key}`
    expect((await app.inject({ url: '/api/users', headers: { authorization } })).statusCode).toBe(200)
    const beyond = await app.inject({
      method: 'POST',
      url: '/api/users',
      headers: { authorization },
      payload: { login: 'eve', name: 'Eve', role: 'admin', password },
    })
    expect(beyond.statusCode).toBe(403)
    await app.inject({ method: 'DELETE', url: `/api/api-keys/${made.json().id}`, headers })
    expect((await app.inject({ url: '/api/users', headers: { authorization } })).statusCode).toBe(401)
  })
})

describe('a key that may govern but not everything', () => {
  it('cannot make or take over a user who is allowed more', async () => {
    const { cookie } = await signIn('admin')
    const made = await app.inject({
      method: 'POST',
      url: '/api/api-keys',
      headers: { cookie, 'x-requested-with': 'banyan' },
      payload: { name: 'provisioning', scopes: ['govern:read', 'govern:write'] },
    })
    const headers = { authorization: `Bearer ${made.json().key}` }
    const eve = await app.inject({
      method: 'POST',
      url: '/api/users',
      headers,
      payload: { login: 'eve', name: 'Eve', role: 'admin', password },
    })
    expect(eve.statusCode).toBe(403)
    const users = (await app.inject({ url: '/api/users', headers })).json().items
    const admin = users.find((user: { login: string }) => user.login === 'admin')
    const takeover = await app.inject({
      method: 'PATCH',
      url: `/api/users/${admin.id}`,
      headers: { ...headers, 'if-match': `"${admin.version}"` },
      payload: { password: 'chosen by someone else' },
    })
    expect(takeover.statusCode).toBe(403)
    expect((await signIn('admin')).response.statusCode).toBe(200)
  })
})

describe('a data scope', () => {
  it('is of organisations that exist, is audited, and reaches the session and the keys of the user', async () => {
    await sql`INSERT INTO organisation (code, parent, name, level) VALUES
      ('B1', NULL, 'B1', 'branch'), ('S1', 'B1', 'S1', 'sub_branch'), ('B2', NULL, 'B2', 'branch')`.execute(
      test.ctx.postgres,
    )
    const { cookie } = await signIn('admin')
    const headers = { cookie, 'x-requested-with': 'banyan' }
    const add = (login: string, role: string, dataScope: string[]) =>
      app.inject({
        method: 'POST',
        url: '/api/users',
        headers,
        payload: { login, name: login, role, password, dataScope },
      })
    expect((await add('bo', 'operator', ['B9'])).statusCode).toBe(400)
    const made = await add('bo', 'operator', ['B1'])
    expect(made.json()).toMatchObject({ login: 'bo', dataScope: ['B1'] })
    const bo = await signIn('bo')
    expect(bo.response.json()).toMatchObject({ user: { dataScope: ['B1'] } })
    const request = {
      headers: {},
      cookies: { banyan_session: bo.cookie.split('=')[1] },
      ip: '',
      method: 'GET',
    }
    expect(await authenticate(test.ctx, request as never)).toMatchObject({ organisations: ['B1', 'S1'] })
    const audit = await app.inject({ url: '/api/audit?action=user.create&limit=1', headers })
    expect(audit.json().items).toMatchObject([{ detail: { dataScope: ['B1'] } }])
  })

  it('cannot be widened, or handed on wider, by who has one', async () => {
    const all = await signIn('admin')
    const asAdmin = { cookie: all.cookie, 'x-requested-with': 'banyan' }
    await app.inject({
      method: 'POST',
      url: '/api/users',
      headers: asAdmin,
      payload: { login: 'local', name: 'Local', role: 'admin', password, dataScope: ['B1'] },
    })
    const { cookie } = await signIn('local')
    const headers = { cookie, 'x-requested-with': 'banyan' }
    const add = (login: string, dataScope: string[] | null) =>
      app.inject({
        method: 'POST',
        url: '/api/users',
        headers,
        payload: { login, name: login, role: 'viewer', password, dataScope },
      })
    expect((await add('one', null)).statusCode).toBe(403)
    expect((await add('two', ['B2'])).statusCode).toBe(403)
    expect((await add('three', ['S1'])).statusCode).toBe(201)
    const users: { id: number; login: string; version: number }[] = (
      await app.inject({ url: '/api/users', headers })
    ).json().items
    const change = (login: string, payload: object) => {
      const user = users.find((one) => one.login === login)
      return app.inject({
        method: 'PATCH',
        url: `/api/users/${user?.id}`,
        headers: { ...headers, 'if-match': `"${user?.version}"` },
        payload,
      })
    }
    expect((await change('local', { dataScope: null })).statusCode).toBe(403)
    expect((await change('admin', { password: 'taken over by local' })).statusCode).toBe(403)
    expect((await change('three', { dataScope: ['B1'] })).statusCode).toBe(200)
    const admin = users.find((one) => one.login === 'admin')
    const narrowed = await app.inject({
      method: 'PATCH',
      url: `/api/users/${admin?.id}`,
      headers: { ...asAdmin, 'if-match': `"${admin?.version}"` },
      payload: { dataScope: ['B1'] },
    })
    expect(narrowed.statusCode).toBe(409)
  })
})

describe('writes', () => {
  it('needs the current ETag to change a user, and keeps one administrator', async () => {
    const { cookie } = await signIn('admin')
    const headers = { cookie, 'x-requested-with': 'banyan' }
    const users = (await app.inject({ url: '/api/users', headers })).json().items
    const admin = users.find((user: { login: string }) => user.login === 'admin')
    const url = `/api/users/${admin.id}`
    const payload = { name: 'Chief' }
    expect((await app.inject({ method: 'PATCH', url, headers, payload })).statusCode).toBe(428)
    const stale = await app.inject({
      method: 'PATCH',
      url,
      headers: { ...headers, 'if-match': '"99"' },
      payload,
    })
    expect(stale.statusCode).toBe(412)
    const matching = { ...headers, 'if-match': `"${admin.version}"` }
    const demoted = await app.inject({ method: 'PATCH', url, headers: matching, payload: { role: 'viewer' } })
    expect(demoted.statusCode).toBe(409)
    const renamed = await app.inject({ method: 'PATCH', url, headers: matching, payload })
    expect(renamed.statusCode).toBe(200)
    expect(renamed.headers.etag).toBe(`"${admin.version + 1}"`)
  })

  it('does a write with an Idempotency-Key once and repeats its answer', async () => {
    const { cookie } = await signIn('admin')
    const headers = { cookie, 'x-requested-with': 'banyan', 'idempotency-key': 'make-oscar' }
    const payload = { login: 'oscar', name: 'Oscar', role: 'operator', password }
    const first = await app.inject({ method: 'POST', url: '/api/users', headers, payload })
    const again = await app.inject({ method: 'POST', url: '/api/users', headers, payload })
    expect(first.statusCode).toBe(201)
    expect(again.statusCode).toBe(201)
    expect(again.json()).toEqual(first.json())
    const other = await app.inject({
      method: 'POST',
      url: '/api/users',
      headers,
      payload: { ...payload, name: 'Else' },
    })
    expect(other.statusCode).toBe(409)
  })

  it('leaves an audit row for every write, in a chain that shows tampering', async () => {
    const { cookie } = await signIn('admin')
    const page = await app.inject({ url: '/api/audit?action=user.&limit=2', headers: { cookie } })
    expect(page.json().items).toHaveLength(2)
    expect(page.json().next).not.toBeNull()
    const intact = await verifyAudit(test.ctx)
    expect(intact.brokenAt).toBeNull()
    await expect(
      sql`UPDATE audit SET actor_name = 'someone else'`.execute(test.ctx.postgres),
    ).rejects.toThrow('never')
    await sql`ALTER TABLE audit DISABLE TRIGGER audit_append_only`.execute(test.ctx.postgres)
    await sql`UPDATE audit SET actor_name = 'someone else' WHERE id = 3`.execute(test.ctx.postgres)
    expect((await verifyAudit(test.ctx)).brokenAt).toBe(3)
  })
})
