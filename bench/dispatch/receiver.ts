import { createServer } from 'node:http'

// A gateway of its own process: takes any request, answers at once, and counts the messages by their ids.
const seen = new Set<string>()
let requests = 0
let repeated = 0
const server = createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    requests += 1
    const body: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'))
    for (const one of Array.isArray(body) ? body : [body]) {
      const { id } = one as { id: string }
      if (seen.has(id)) repeated += 1
      seen.add(id)
    }
    response.end('{"code":0}')
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 })
})
process.on('message', () => {
  process.send?.({ messages: seen.size, requests, repeated })
  seen.clear()
  requests = 0
  repeated = 0
})
