// Runs the test server by hand: npx node test/harness/clickhouse-http/serve.ts DIRECTORY [PORT]
// Set UV_THREADPOOL_SIZE to at least the number of statements that shall run side by side.
import { Engine } from './engine.ts'
import { createClickHouseServer, listen } from './server.ts'

const [directory, port] = process.argv.slice(2)
if (directory === undefined) {
  console.error('usage: serve.ts DIRECTORY [PORT]')
  process.exit(2)
}
const engine = new Engine(directory, 16)
const server = createClickHouseServer(engine, {
  user: process.env['CLICKHOUSE_HTTP_USER'] ?? 'default',
  password: process.env['CLICKHOUSE_HTTP_PASSWORD'] ?? '',
})
const taken = await listen(server, Number(port ?? 8123))
console.log(`listening on http://127.0.0.1:${taken}`)

function stop(): void {
  server.close(() => {
    engine.close()
    process.exit(0)
  })
  server.closeAllConnections()
}
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
