import type { Config } from '../../platform/config.ts'
import { encryptContact } from '../../platform/crypto/contact-cipher.ts'
import { identifierHash } from '../../platform/crypto/identifier-hash.ts'
import type { SearchTerms } from './queries/search-customers.ts'

const mobile = /^(?:\+?86)?(1[3-9]\d{9})$/

/**
 * What a person typed, read as everything it may be: a customer number, a phone number (looked up by its keyed hash
 * and its ciphertext, never as such), an email address, our own number (\`~42\`) or a part of a name.
 */
export function interpretQuery(config: Config, typed: string): SearchTerms['who'] {
  const query = typed.normalize('NFKC').trim()
  const dense = query.replaceAll(/[\s()-]/g, '')
  const phone = mobile.exec(dense)?.[1]
  if (phone !== undefined)
    return {
      number: dense,
      phoneHash: identifierHash(config, 'phone', phone),
      contact: encryptContact(config, phone),
    }
  if (/^~\d{1,9}$/.test(dense)) return { customer: Number(dense.slice(1)) }
  if (/^[^\s@]+@[^\s@]+$/.test(query)) return { contact: encryptContact(config, query) }
  if (/^[\d.-]+$/.test(dense)) return { number: dense }
  if (/^[\w.-]+$/.test(dense)) return { number: dense, name: query }
  return { name: query }
}

/** What stands in an address is read as a number only: nobody's name or phone belongs there. */
export function interpretNumber(typed: string): SearchTerms['who'] {
  return /^~\d{1,9}$/.test(typed) ? { customer: Number(typed.slice(1)) } : { number: typed }
}
