import { execFileSync } from 'node:child_process'
import type { TestProject } from 'vitest/node'
import { openRunDirectory } from '../harness/run-directory.ts'
import { adminPassword, startServer, type TestServer } from '../harness/start-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A server for each worker. */
    urls: readonly string[]
  }
}

/** Builds the console if it changed, and starts a server with a demo bank for every worker. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  execFileSync(process.execPath, ['console/build-if-stale.ts'], { stdio: 'inherit' })
  const directory = openRunDirectory()
  const started = await Promise.allSettled(Array.from({ length: project.config.maxWorkers }, openBank))
  const servers = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.stop()))
    directory.close()
  }
  const failed = started.find((one) => one.status === 'rejected')
  if (failed) {
    await close()
    throw failed.reason
  }
  project.provide(
    'urls',
    servers.map(({ url }) => url),
  )
  return close
}

/** A server with a demo bank, the user who may only look, and a job. */
async function openBank(): Promise<TestServer> {
  const server = await startServer({ demoCustomers: 2_000 })
  try {
    await post(server, '/api/users', {
      login: 'looker',
      name: 'Looker',
      password: adminPassword,
      role: 'viewer',
      locale: 'en',
    })
    // The page of jobs must not wait for the first scheduled one.
    await post(server, '/api/tag-groups/profile/refresh')
    return server
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function post({ url, signIn }: TestServer, path: string, body?: object): Promise<void> {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { ...(await signIn()), ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status} ${await answer.text()}`)
}
