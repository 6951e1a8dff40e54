import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { checkLayers } from './check-layers.ts'

const roots: string[] = []

/** A small repository: file path → what it imports. */
function repository(files: Readonly<Record<string, readonly string[]>>): string {
  const root = mkdtempSync(join(tmpdir(), 'layers-'))
  roots.push(root)
  for (const [file, imports] of Object.entries(files)) {
    mkdirSync(join(root, dirname(file)), { recursive: true })
    const lines = imports.map((path, index) => `import { x as x${index} } from '${path}'\nvoid x${index}\n`)
    writeFileSync(join(root, file), `${lines.join('')}export const x = 1\n`)
  }
  return root
}

afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true })
})

const modules = {
  'src/platform/clock.ts': [],
  'src/govern/audit/index.ts': ['./write.ts', '../../platform/clock.ts'],
  'src/govern/audit/write.ts': [],
  'src/collect/spool/index.ts': ['../../govern/audit/index.ts', './append.ts'],
  'src/collect/spool/append.ts': [],
  'src/understand/tags/index.ts': ['../../collect/spool/index.ts'],
  'src/app.ts': ['./understand/tags/index.ts'],
  'test/harness/start.ts': ['../../src/app.ts'],
}

describe('the layering check', () => {
  it('accepts the layout it stands for', async () => {
    expect(await checkLayers(['src', 'test'], repository(modules))).toEqual({ modules: 8, problems: [] })
  })

  it.each([
    [
      'a later stage',
      'src/collect/spool/append.ts',
      '../../understand/tags/index.ts',
      'collect-imports-no-later-stage',
    ],
    [
      'a file behind an index',
      'src/understand/tags/x.ts',
      '../../collect/spool/append.ts',
      'modules-meet-at-their-index',
    ],
    [
      'a stage from govern',
      'src/govern/audit/write.ts',
      '../../collect/spool/index.ts',
      'govern-imports-only-platform',
    ],
    [
      'anything from platform',
      'src/platform/clock.ts',
      '../govern/audit/index.ts',
      'platform-imports-nothing-of-ours',
    ],
    [
      'a test from the source',
      'src/understand/tags/x.ts',
      '../../../test/harness/start.ts',
      'source-imports-no-test',
    ],
    ['the composition root', 'src/understand/tags/x.ts', '../../app.ts', 'composition-is-the-root'],
    ['the server from the console', 'console/main.ts', '../src/platform/clock.ts', 'console-stands-alone'],
    ['a file that is not there', 'src/understand/tags/x.ts', './nowhere.ts', 'no-unresolvable-imports'],
  ])('refuses importing %s', async (_what, file, imported, rule) => {
    const root = repository({ 'console/index.ts': [], ...modules, [file]: [imported] })
    const { problems } = await checkLayers(['src', 'console'], root)
    expect(problems.join('\n')).toContain(`${rule}`)
  })

  it('refuses a cycle', async () => {
    const root = repository({
      ...modules,
      'src/understand/tags/a.ts': ['./b.ts'],
      'src/understand/tags/b.ts': ['./a.ts'],
    })
    const { problems } = await checkLayers(['src'], root)
    expect(problems.join('\n')).toContain('no-cycles: ')
  })

  it('fails when it read nothing', async () => {
    const root = repository(modules)
    mkdirSync(join(root, 'demo'))
    const { problems } = await checkLayers(['src', 'demo'], root)
    expect(problems).toEqual([expect.stringContaining('nothing-read: no module was read in demo/')])
  })
})
