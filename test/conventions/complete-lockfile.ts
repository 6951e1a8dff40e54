// npx node test/conventions/complete-lockfile.ts: adds to package-lock.json the optional packages of other platforms
// that a registry did not offer when the lock was written (a mirror of one platform, npm beside an existing
// node_modules). Without them `npm ci` refuses the lock as incomplete. They carry a version but no checksum; npm skips
// them everywhere but on their own platform.
import { readFileSync, writeFileSync } from 'node:fs'

interface Locked {
  version?: string
  dev?: boolean
  optional?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}

export interface Lockfile {
  packages: Record<string, Locked>
}

const file = new URL('../../package-lock.json', import.meta.url)

export function readLockfile(): Lockfile {
  return JSON.parse(readFileSync(file, 'utf8')) as Lockfile
}

/** Optional packages that some locked package names but the lock does not hold, ready to be added to it. */
export function missingOptionals(lockfile: Lockfile): Record<string, Locked> {
  const missing: Record<string, Locked> = {}
  for (const [path, locked] of Object.entries(lockfile.packages)) {
    for (const [name, range] of Object.entries(locked.optionalDependencies ?? {})) {
      if (findLocked(lockfile, path, name)) continue
      missing[`node_modules/${name}`] = {
        version: range.replace(/^[\^~=v]+/, ''),
        ...platformOf(name),
        ...(locked.dev === true ? { dev: true } : {}),
        optional: true,
      }
    }
  }
  return missing
}

/** Where Node would look for `name` from the package at `path`: beside it, then in every folder above. */
function findLocked(lockfile: Lockfile, path: string, name: string): boolean {
  const folders = path === '' ? [] : path.split(/\/?node_modules\//).slice(1)
  for (let depth = folders.length; depth >= 0; depth -= 1) {
    const key = [...folders.slice(0, depth), name].map((part) => `node_modules/${part}`).join('/')
    if (lockfile.packages[key]) return true
  }
  return false
}

/** Native packages say in their name what they are for, e.g. `@oxlint/binding-linux-arm64-musl`. */
function platformOf(name: string): Pick<Locked, 'os' | 'cpu' | 'libc'> {
  const os = /\b(darwin|win32|linux|freebsd|android|openharmony)\b/.exec(name)?.[1]
  const cpu = /-(arm64|x64|arm|ppc64|riscv64|s390x|ia32)\b/.exec(name)?.[1]
  const libc = /-(?:gnu|gnueabihf)$/.test(name)
    ? 'glibc'
    : /-(?:musl|musleabihf)$/.test(name)
      ? 'musl'
      : undefined
  return {
    ...(os === undefined ? {} : { os: [os] }),
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(libc === undefined ? {} : { libc: [libc] }),
  }
}

if (import.meta.main) {
  const lockfile = readLockfile()
  const missing = missingOptionals(lockfile)
  const entries = Object.entries({ ...lockfile.packages, ...missing }).toSorted(([a], [b]) =>
    a.localeCompare(b, 'en'),
  )
  writeFileSync(file, `${JSON.stringify({ ...lockfile, packages: Object.fromEntries(entries) }, null, 2)}\n`)
  console.log(`package-lock.json: ${Object.keys(missing).length} optional packages added`)
}
