import { Agent, request } from 'node:http'
import { sql } from 'kysely'
import { Liquid } from 'liquidjs'
import type { Context } from '../../src/platform/context.ts'

/**
 * The way of engines that run one workflow a customer (Dittofeed, Laudspeaker): for each message read the customer's
 * properties, render, post one request, store what happened. Tuned: indexed rows, kept-open connections, compiled
 * template, `parallel` workers.
 */
export async function sendRowByRow(
  ctx: Context,
  url: string,
  customers: number,
  parallel: number,
): Promise<void> {
  await sql`DROP TABLE IF EXISTS rival_user`.execute(ctx.postgres)
  await sql`CREATE TABLE rival_user (id integer PRIMARY KEY, properties jsonb NOT NULL)`.execute(ctx.postgres)
  await sql`DROP TABLE IF EXISTS rival_event`.execute(ctx.postgres)
  await sql`CREATE TABLE rival_event (message text PRIMARY KEY, user_id integer, status text, at timestamptz)`.execute(
    ctx.postgres,
  )
  await sql`
    INSERT INTO rival_user SELECT n, jsonb_build_object('name', 'customer ' || n, 'number', 'N' || n)
    FROM generate_series(1, ${customers}) AS n`.execute(ctx.postgres)
  const liquid = new Liquid()
  const template = liquid.parse('{"id": {{ id | json }}, "text": "Dear {{ name }} ({{ number }})"}')
  const agent = new Agent({ keepAlive: true, maxSockets: parallel })
  let next = 0
  const worker = async (): Promise<void> => {
    for (let user = ++next; user <= customers; user = ++next) {
      const { rows } = await sql<{ properties: object }>`
        SELECT properties FROM rival_user WHERE id = ${user}`.execute(ctx.postgres)
      const id = `rival-${user}`
      await post(agent, url, String(liquid.renderSync(template, { ...rows[0]?.properties, id })))
      await sql`INSERT INTO rival_event VALUES (${id}, ${user}, 'sent', now()) ON CONFLICT DO NOTHING`.execute(
        ctx.postgres,
      )
    }
  }
  await Promise.all(Array.from({ length: parallel }, worker))
  agent.destroy()
}

const post = (agent: Agent, url: string, body: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        response.resume()
        response.on('end', resolve)
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
