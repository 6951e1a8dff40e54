import { describe, expect, it } from 'vitest'
import { messageOf } from './errors.ts'

const storeError = (message: string, type: string): Error =>
  Object.assign(new Error(message), { code: '6', type })

describe('the reason of a failure', () => {
  it('never shows the values a store quotes, nor the statement', () => {
    const error = storeError(
      "Cannot parse string 'secret 13812345678' as UInt32: In scope SELECT toUInt32('secret 13812345678')",
      'CANNOT_PARSE_TEXT',
    )
    expect(messageOf(error)).toBe('Cannot parse string … as UInt32')
  })

  it('names the table that does not exist', () => {
    const error = storeError(
      "Unknown table expression identifier 'balance' in scope SELECT 1",
      'UNKNOWN_TABLE',
    )
    expect(messageOf(error)).toBe("Unknown table expression identifier 'balance'")
  })

  it('is what other errors say', () => {
    expect(messageOf(new Error("file 'x' is missing"))).toBe("file 'x' is missing")
  })
})
