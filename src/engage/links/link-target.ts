import { z } from 'zod'

const scheme = /^([a-z][a-z0-9+.-]*):\/\//i
/** Schemes that run or read something where they are opened. */
const refused = new Set(['javascript', 'data', 'vbscript', 'file', 'blob', 'about', 'content', 'intent'])

/** An address that a message may lead to: the web, or an app's own scheme such as bank://. */
export function isTarget(address: string): boolean {
  const [, name] = scheme.exec(address) ?? []
  if (name === undefined || refused.has(name.toLowerCase()) || address.length > 2_000) return false
  if (/[\s\p{Cc}<>"\\]/u.test(address)) return false
  const url = URL.parse(address)
  return url !== null && url.host !== '' && url.username === '' && url.password === ''
}

/** Where the app takes a customer up again: a few short texts. */
export const linkState = z
  .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,39}$/), z.string().max(200))
  .refine((state) => Object.keys(state).length <= 20, 'has more than 20 entries')
