import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const here = fileURLToPath(new URL('.', import.meta.url))

/** Flat `path → text`; plural forms of one text count as one, for languages have different numbers of them. */
function textsOf(file: string): Map<string, string> {
  const texts = new Map<string, string>()
  const visit = (value: unknown, path: string) => {
    if (typeof value === 'string') texts.set(path.replace(/_(zero|one|two|few|many|other)$/, ''), value)
    else if (typeof value === 'object' && value !== null)
      for (const [key, child] of Object.entries(value)) visit(child, path === '' ? key : `${path}.${key}`)
  }
  visit(JSON.parse(readFileSync(file, 'utf8')), '')
  return texts
}

const placeholdersOf = (texts: Map<string, string>) =>
  Object.fromEntries([...texts].map(([path, text]) => [path, (text.match(/\{\{\w+\}\}/g) ?? []).sort()]))

describe('the console speaks both languages', () => {
  const files = readdirSync(join(here, 'en')).sort()

  it('has the same resource files', () => {
    expect(files.length).toBeGreaterThan(5)
    expect(readdirSync(join(here, 'zh-CN')).sort()).toEqual(files)
  })

  it.each(files)('has the same texts with the same placeholders in %s', (file) => {
    const english = textsOf(join(here, 'en', file))
    const chinese = textsOf(join(here, 'zh-CN', file))
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort())
    expect([...chinese].filter(([, text]) => text.trim() === '')).toEqual([])
    expect(placeholdersOf(chinese)).toEqual(placeholdersOf(english))
  })
})
