// What a good team builds first: Fastify and PostgreSQL, one INSERT … SELECT FROM jsonb_to_recordset a request, with
// PostgreSQL's default durability and no index but none needed. It neither deduplicates nor resolves identities.
import Fastify from 'fastify'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../src/platform/postgres/embedded.ts'

const [directory = ''] = process.argv.slice(2)
const server = await startEmbeddedPostgres(directory)
const pool = new pg.Pool({ connectionString: server.url('postgres'), max: 16 })
// Connections end with the server.
pool.on('error', () => undefined)
await pool.query(`CREATE TABLE event (
  message_id text NOT NULL, user_id text NOT NULL, name text NOT NULL, at timestamptz NOT NULL,
  received timestamptz NOT NULL DEFAULT now(), properties jsonb NOT NULL)`)

const insert = {
  name: 'insert',
  text: `INSERT INTO event (message_id, user_id, name, at, properties)
    SELECT "messageId", "userId", event, timestamp, properties
    FROM jsonb_to_recordset($1::jsonb)
      AS message("messageId" text, "userId" text, event text, timestamp timestamptz, properties jsonb)`,
}
const app = Fastify({ bodyLimit: 5 * 1024 * 1024 })
const store = async (messages: unknown): Promise<object> => {
  await pool.query({ ...insert, values: [JSON.stringify(messages)] })
  return { success: true }
}
app.post<{ Body: { batch: unknown } }>('/v1/batch', (request) => store(request.body.batch))
app.post('/v1/track', (request) => store([request.body]))
await app.listen({ host: '127.0.0.1', port: 0 })
console.log(`listening on ${app.listeningOrigin}`)

process.once('SIGTERM', () => {
  void (async () => {
    await app.close()
    await pool.end()
    await server.stop()
    process.exit(0)
  })()
})
