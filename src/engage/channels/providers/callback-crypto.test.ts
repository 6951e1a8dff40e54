import { encrypt, getSignature } from '@wecom/crypto'
import fc from 'fast-check'
import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { openCallback } from './callback-crypto.ts'

const encodingAesKey = randomBytes(32).toString('base64').slice(0, 43)
const keys = { token: 'QDG6eK', encodingAesKey, receiver: 'wwcorp' }
const signed = (encrypted: string, more: Partial<{ timestamp: string; nonce: string }> = {}) => {
  const query = { timestamp: '1409659589', nonce: '263014780', ...more }
  return { ...query, signature: getSignature(keys.token, query.timestamp, query.nonce, encrypted) }
}

it('reads whatever @wecom/crypto encrypts', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (message) => {
      const encrypted = encrypt(encodingAesKey, message, 'wwcorp')
      expect(openCallback(keys, signed(encrypted), encrypted)).toBe(message)
    }),
  )
})

it('refuses a wrong signature, another time, another receiver and damaged text', () => {
  const encrypted = encrypt(encodingAesKey, 'hello', 'wwcorp')
  const good = signed(encrypted)
  expect(() =>
    openCallback(keys, { ...good, signature: good.signature.replace(/./, 'z') }, encrypted),
  ).toThrow('wrong signature')
  expect(() => openCallback(keys, { ...good, signature: '' }, encrypted)).toThrow('wrong signature')
  expect(() => openCallback(keys, { ...good, timestamp: '1409659590' }, encrypted)).toThrow('wrong signature')
  const other = encrypt(encodingAesKey, 'hello', 'wwother')
  expect(() => openCallback(keys, signed(other), other)).toThrow('somebody else')
  for (const damaged of ['', 'AAAA', Buffer.alloc(64, 7).toString('base64')])
    expect(() => openCallback(keys, signed(damaged), damaged)).toThrow('cannot be decrypted')
})
