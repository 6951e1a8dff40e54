import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

const documents = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]
const scripts = Object.keys(
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> })
    .scripts,
)
const topLevel = new Set(readdirSync(root))

/** Links `[text](path)` are relative to the document; `code/paths` start at a folder or file of the repository. */
function pathsIn(document: string): { path: string; from: string }[] {
  const text = readFileSync(join(root, document), 'utf8')
  const links = [...text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)]
    .map((match) => match[1] ?? '')
    .filter((path) => path !== '' && !/^[a-z]+:/.test(path))
    .map((path) => ({ path, from: dirname(document) }))
  const code = [...text.matchAll(/`([^`\n]+)`/g)]
    .flatMap((match) => (match[1] ?? '').split(/[\s:,]+/))
    .map((word) => word.replace(/^\.\//, ''))
    .filter(
      (word) =>
        word.includes('/') && topLevel.has(word.split('/')[0] ?? '') && !/[{}<>*…$]|[A-Z]{4}/.test(word),
    )
    .filter((word) => !word.startsWith('data/') && !word.startsWith('node_modules/'))
    .map((path) => ({ path, from: '.' }))
  return [...links, ...code]
}

describe.each(documents)('%s', (document) => {
  it('names only paths that exist', () => {
    const missing = pathsIn(document).filter(({ path, from }) => !existsSync(join(root, from, path)))
    expect(missing.map(({ path }) => path)).toEqual([])
  })

  it('names only npm scripts that exist', () => {
    const text = readFileSync(join(root, document), 'utf8')
    const named = [...text.matchAll(/npm run ([a-z][a-z0-9:-]*)/g)].map((match) => match[1] ?? '')
    expect(named.filter((name) => !scripts.includes(name))).toEqual([])
  })
})

describe('the documents', () => {
  it('are those a newcomer needs', () => {
    expect(documents).toEqual(
      expect.arrayContaining([
        'README.md',
        'README.zh-CN.md',
        'ARCHITECTURE.md',
        'CONTRIBUTING.md',
        'SECURITY.md',
        'docs/operations.md',
      ]),
    )
  })

  it('list every setting of the environment', () => {
    const config = readFileSync(join(root, 'src/platform/config.ts'), 'utf8')
    const block = /environmentVariables[^{]*\{([^}]+)\}/.exec(config)?.[1] ?? ''
    const variables = [...block.matchAll(/^\s+([A-Z][A-Z0-9_]+):/gm)].map((match) => match[1] ?? '')
    expect(variables.length).toBeGreaterThan(10)
    for (const document of ['README.md', 'README.zh-CN.md']) {
      const text = readFileSync(join(root, document), 'utf8')
      expect(variables.filter((name) => !text.includes(`\`${name}\``))).toEqual([])
    }
  })
})
