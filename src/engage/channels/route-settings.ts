import { z } from 'zod'
import type { Context } from '../../platform/context.ts'
import { decryptContact, encryptContact } from '../../platform/crypto/contact-cipher.ts'
import { AppError } from '../../platform/errors.ts'
import type { Provider } from './provider.ts'

export type Settings = Readonly<Record<string, unknown>>

/** Names of the settings that are kept encrypted. */
function secretsOf(provider: Provider): string[] {
  return Object.entries(provider.settings.shape).flatMap(([name, type]) =>
    z.globalRegistry.get(type)?.secret === true ? [name] : [],
  )
}

/**
 * Check what a person gave for a provider; a secret that was left out stays as it was.
 * @throws AppError invalid_definition naming each wrong setting
 */
export function parseSettings(provider: Provider, given: Settings, before: Settings = {}): Settings {
  const kept = Object.fromEntries(
    secretsOf(provider).flatMap((name) =>
      given[name] === undefined && before[name] !== undefined ? [[name, before[name]]] : [],
    ),
  )
  const parsed = provider.settings.safeParse({ ...kept, ...given })
  if (parsed.success) return parsed.data
  throw new AppError('invalid_definition', `These settings do not suit the provider "${provider.key}"`, {
    details: parsed.error.issues.map((issue) => ({
      path: `/settings/${issue.path.join('/')}`,
      message: issue.message,
    })),
  })
}

const mapSecrets = (provider: Provider, settings: Settings, change: (value: string) => unknown): Settings => {
  const secrets = secretsOf(provider)
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      secrets.includes(name) && typeof value === 'string' && value !== '' ? change(value) : value,
    ]),
  )
}

export const encryptSettings = (ctx: Pick<Context, 'config'>, provider: Provider, settings: Settings) =>
  mapSecrets(provider, settings, (value) => encryptContact(ctx.config, value))

export const decryptSettings = (ctx: Pick<Context, 'config'>, provider: Provider, settings: Settings) =>
  mapSecrets(provider, settings, (value) => decryptContact(ctx.config, value))

/** Settings as people see them: of a secret only that there is one. */
export function visibleSettings(provider: Provider, settings: Settings): Settings {
  const secrets = secretsOf(provider)
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !secrets.includes(name)))
}

/** Which secrets are stored, by name. */
export function storedSecrets(provider: Provider, settings: Settings): string[] {
  return secretsOf(provider).filter((name) => settings[name] !== undefined && settings[name] !== '')
}
