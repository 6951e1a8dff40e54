import { execFileSync } from 'node:child_process'
import type { TestProject } from 'vitest/node'
import { openRunDirectory } from '../harness/run-directory.ts'
import { adminPassword, startServer } from '../harness/start-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    url: string
  }
}

/** Builds the console if it changed, starts the server with a demo bank, adds the user who may only look, and a job. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  execFileSync(process.execPath, ['console/build-if-stale.ts'], { stdio: 'inherit' })
  const directory = openRunDirectory()
  const server = await startServer({ demoCustomers: 2_000 })
  const close = async (): Promise<void> => {
    await server.stop()
    directory.close()
  }
  try {
    const headers = await server.signIn('admin', adminPassword)
    const answer = await fetch(`${server.url}/api/users`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({
        login: 'looker',
        name: 'Looker',
        password: adminPassword,
        role: 'viewer',
        locale: 'en',
      }),
    })
    if (!answer.ok) throw new Error(`The viewer was not added: ${answer.status} ${await answer.text()}`)
    // The page of jobs must not wait for the first scheduled one.
    const refresh = await fetch(`${server.url}/api/tag-groups/profile/refresh`, { method: 'POST', headers })
    if (!refresh.ok)
      throw new Error(`The refresh was not accepted: ${refresh.status} ${await refresh.text()}`)
  } catch (error) {
    await close()
    throw error
  }
  project.provide('url', server.url)
  return close
}
