import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

function files(folder: string, pattern: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && pattern.test(entry.name) && !entry.parentPath.includes('node_modules'),
    )
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .toSorted()
}

const containing = (paths: readonly string[], pattern: RegExp): string[] =>
  paths.filter((path) => pattern.test(readFileSync(join(root, path), 'utf8')))

const source = files('src', /\.ts$/)
const shipped = source.filter((path) => !path.endsWith('.test.ts'))

describe('the source', () => {
  it('is there to be read', () => {
    expect(shipped.length).toBeGreaterThan(50)
  })

  it('reads the environment in one place only', () => {
    expect(containing(shipped, /\bprocess\s*\.\s*env\b|\benv\b.*from 'node:process'/)).toEqual([
      'src/platform/config.ts',
    ])
  })

  it('takes the time from the clock, except where the platform times itself', () => {
    const business = shipped.filter((path) => /^src\/(understand|decide|engage|learn|govern)\//.test(path))
    expect(containing(business, /\bDate\.now\(\)|\bnew Date\(\)/)).toEqual([])
  })

  it('has no folders for leftovers', () => {
    expect(source.filter((path) => /\/(utils?|helpers?|common|shared|lib)\//.test(path))).toEqual([])
  })

  it('leaves nothing to do without saying where', () => {
    const notes = /\b(TODO|FIXME|XXX|HACK)\b/
    expect(containing(shipped, notes)).toEqual([])
  })
})

describe('the tests', () => {
  it('mock no modules', () => {
    const tests = [...source, ...files('test', /\.ts$/), ...files('console', /\.tsx?$/)].filter(
      (path) => path !== 'test/conventions/source.test.ts',
    )
    expect(containing(tests, /\bvi\.(mock|doMock)\(/)).toEqual([])
  })
})

describe('migrations', () => {
  it.each(['migrations/postgres', 'migrations/clickhouse'])(
    'in %s are numbered one after the other',
    (folder) => {
      const names = files(folder, /./).map((path) => path.split('/').at(-1) ?? '')
      expect(names.filter((name) => !/^\d{4}-[a-z0-9-]+\.sql$/.test(name))).toEqual([])
      expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_, index) => index + 1))
    },
  )
})
