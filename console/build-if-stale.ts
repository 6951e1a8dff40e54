import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Builds console/dist when what it is made of has changed since the last build, so that `npm start`
 * always serves the console of this checkout and a restart costs a few milliseconds.
 */
const here = fileURLToPath(new URL('.', import.meta.url))
const stampFile = join(here, 'dist', '.stamp')

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function stampOf(files: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of files)
    hash.update(relative(here, file)).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

const stamp = stampOf([
  ...filesUnder(join(here, 'src')),
  ...filesUnder(join(here, 'public')),
  ...filesUnder(join(here, '..', 'src', 'learn', 'pictures')),
  join(here, 'index.html'),
  join(here, 'vite.config.ts'),
  fileURLToPath(import.meta.url),
  join(here, '..', 'package-lock.json'),
])

if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) {
  console.log('console: up to date')
} else {
  const started = performance.now()
  // Vite keeps a NODE_ENV it finds: under a test runner that would be React's development build.
  process.env['NODE_ENV'] = 'production'
  const { build } = await import('vite')
  await build({ configFile: join(here, 'vite.config.ts'), logLevel: 'warn' })
  writeFileSync(stampFile, stamp)
  console.log(`console: built in ${((performance.now() - started) / 1000).toFixed(1)} s`)
}
