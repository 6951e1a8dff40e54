import fastify from 'fastify'
import { expect, it } from 'vitest'
import { abortWithCaller } from './abort-with-caller.ts'

it('aborts when the caller hangs up, and only then', async () => {
  const app = fastify()
  const aborted = Promise.withResolvers<void>()
  const arrived = Promise.withResolvers<void>()
  let answered: AbortSignal | undefined
  app.post('/wait', async (_request, reply) => {
    abortWithCaller(reply).addEventListener('abort', () => aborted.resolve())
    arrived.resolve()
    await aborted.promise
    return {}
  })
  app.post('/answer', async (_request, reply) => {
    answered = abortWithCaller(reply)
    return {}
  })
  const address = await app.listen({ port: 0, host: '127.0.0.1' })

  const caller = new AbortController()
  const waiting = fetch(`${address}/wait`, { method: 'POST', signal: caller.signal })
  await arrived.promise
  caller.abort()
  await expect(waiting).rejects.toThrow('aborted')
  await aborted.promise

  await (await fetch(`${address}/answer`, { method: 'POST' })).text()
  await app.close()
  expect(answered?.aborted).toBe(false)
})
