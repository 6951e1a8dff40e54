import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import { type Keys, loadKeys } from './crypto/keys.ts'
import { AppError, messageOf } from './errors.ts'

const bytes = z.union([z.number(), z.string()]).transform((value, context) => {
  const match = /^(\d+(?:\.\d+)?)\s*(B|KiB|MiB|GiB)?$/.exec(String(value))
  const unit = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 }[match?.[2] ?? 'B']
  if (match && unit) return Math.round(Number(match[1]) * unit)
  context.addIssue({ code: 'custom', message: 'is not a size: write e.g. 512 MiB or 4 GiB' })
  return z.NEVER
})
const flag = z.union([
  z.boolean(),
  z.enum(['true', 'false', '1', '0']).transform((v) => v === 'true' || v === '1'),
])
const storeUrl = (schemes: readonly string[]) =>
  z.string().refine((value) => schemes.some((scheme) => value.startsWith(`${scheme}://`)), {
    message: `must start with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
  })

/** Every setting, its default and the environment variable that sets it. The YAML file has the same tree. */
const settings = z.strictObject({
  /** Where embedded stores, spool and master key live. */
  data: z.string().min(1).default('./data'),
  role: z.enum(['all', 'collect', 'api', 'worker']).default('all'),
  host: z.string().min(1).default('127.0.0.1'),
  port: z.coerce.number().int().min(0).max(65_535).default(7700),
  /** The address people use, e.g. https://banyan.bank.example; decides secure cookies and link targets. */
  publicUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** Trust X-Forwarded-For from a reverse proxy. */
  trustProxy: flag.default(false),
  timezone: z
    .string()
    .refine((name) => Intl.supportedValuesOf('timeZone').includes(name) || name === 'UTC', {
      message: 'is not an IANA time zone such as Asia/Shanghai',
    })
    .default('Asia/Shanghai'),
  log: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  masterKey: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hexadecimal digits')
    .optional(),
  adminPassword: z.string().min(10, 'must have at least 10 characters').optional(),
  postgres: z.strictObject({ url: storeUrl(['postgres', 'postgresql']).optional() }).default({}),
  clickhouse: z
    .strictObject({
      url: storeUrl(['http', 'https']).optional(),
      database: z
        .string()
        .regex(/^[a-z][a-z0-9_]{0,62}$/, 'must be lower-case letters, digits and underscores')
        .default('banyan'),
    })
    .default({ database: 'banyan' }),
  collect: z
    .strictObject({
      spoolLimit: bytes.default(4 * 1024 ** 3),
      /** Message ids kept in memory for deduplication; 0 asks ClickHouse for every block (several collectors). */
      recentMessages: z.coerce.number().int().min(0).max(100_000_000).default(12_000_000),
    })
    .prefault({}),
  email: z
    .strictObject({
      url: storeUrl(['smtp', 'smtps']).optional(),
      from: z.string().default('Banyan <banyan@localhost>'),
    })
    .prefault({}),
  links: z
    .strictObject({
      /** Where short links in messages begin, e.g. https://b.example; unset: the address people use. */
      publicUrl: z.url({ protocol: /^https?$/ }).optional(),
    })
    .prefault({}),
  webhook: z.strictObject({ allowPrivateAddresses: flag.default(false) }).prefault({}),
  demo: z
    .strictObject({
      /** Unset: only with embedded stores, so that nobody's own databases get a demo bank by accident. */
      enabled: flag.optional(),
      customers: z.coerce.number().int().min(100).max(20_000_000).default(20_000),
      seed: z.coerce.number().int().min(0).default(7),
    })
    .prefault({}),
})
type Settings = z.output<typeof settings>

export interface Config extends Omit<Settings, 'masterKey'> {
  readonly keys: Keys
}

/** Which environment variable sets which leaf. */
const environmentVariables: Readonly<Record<string, readonly [string, ...string[]]>> = {
  BANYAN_DATA: ['data'],
  ROLE: ['role'],
  HOST: ['host'],
  PORT: ['port'],
  BANYAN_PUBLIC_URL: ['publicUrl'],
  BANYAN_TRUST_PROXY: ['trustProxy'],
  BANYAN_TIMEZONE: ['timezone'],
  BANYAN_LOG: ['log'],
  BANYAN_MASTER_KEY: ['masterKey'],
  BANYAN_ADMIN_PASSWORD: ['adminPassword'],
  DATABASE_URL: ['postgres', 'url'],
  CLICKHOUSE_URL: ['clickhouse', 'url'],
  CLICKHOUSE_DATABASE: ['clickhouse', 'database'],
  BANYAN_SPOOL_LIMIT: ['collect', 'spoolLimit'],
  BANYAN_RECENT_MESSAGES: ['collect', 'recentMessages'],
  SMTP_URL: ['email', 'url'],
  SMTP_FROM: ['email', 'from'],
  BANYAN_LINK_URL: ['links', 'publicUrl'],
  BANYAN_WEBHOOK_PRIVATE: ['webhook', 'allowPrivateAddresses'],
  BANYAN_DEMO: ['demo', 'enabled'],
  BANYAN_DEMO_CUSTOMERS: ['demo', 'customers'],
  BANYAN_DEMO_SEED: ['demo', 'seed'],
}

type Tree = { [key: string]: unknown }

function setLeaf(tree: Tree, path: readonly string[], value: unknown): void {
  const [head = '', ...rest] = path
  if (rest.length === 0) {
    tree[head] = value
    return
  }
  const child = tree[head]
  const next: Tree = typeof child === 'object' && child !== null ? { ...child } : {}
  tree[head] = next
  setLeaf(next, rest, value)
}

function readFile(path: string | undefined): Tree {
  const file = path ?? 'banyan.yaml'
  if (!existsSync(file)) {
    if (path === undefined) return {}
    throw new AppError('invalid_request', `The configuration file ${file} (BANYAN_CONFIG) does not exist`)
  }
  try {
    const parsed: unknown = parseYaml(readFileSync(file, 'utf8')) ?? {}
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed }
    throw new Error('it must be a mapping of settings')
  } catch (error) {
    throw new AppError(
      'invalid_request',
      `The configuration file ${file} cannot be read: ${messageOf(error)}`,
    )
  }
}

/**
 * Read and check the configuration: environment over YAML file over defaults. This is the only place that reads the
 * environment.
 * @throws AppError invalid_request naming each wrong setting, the variable that set it and what it should be
 */
export function loadConfig(
  options: {
    environment?: Readonly<Record<string, string | undefined>>
    /** Variables that command-line flags stand for; they win over the environment. */
    flags?: Readonly<Record<string, string>>
    overrides?: Tree
  } = {},
): Config {
  const environment = { ...(options.environment ?? process.env), ...options.flags }
  const tree = readFile(environment['BANYAN_CONFIG'])
  for (const [variable, path] of Object.entries(environmentVariables)) {
    const value = environment[variable]
    if (value !== undefined && value !== '') setLeaf(tree, path, value)
  }
  const parsed = settings.safeParse({ ...tree, ...options.overrides })
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => {
      const path = issue.path.join('.')
      const variable = Object.entries(environmentVariables).find(([, leaf]) => leaf.join('.') === path)?.[0]
      return `  ${path || 'configuration'}${variable ? ` (${variable})` : ''}: ${issue.message}`
    })
    throw new AppError(
      'invalid_request',
      `The configuration has ${lines.length} error(s):\n${lines.join('\n')}`,
    )
  }
  const { masterKey, ...rest } = parsed.data
  const data = resolve(rest.data)
  return { ...rest, data, keys: loadKeys(data, masterKey) }
}

const secret = '********'

/** The configuration as it may be shown: keys, passwords and credentials in URLs are masked. */
export function printableConfig(config: Config): object {
  const maskUrl = (url: string | undefined): string | undefined => url?.replace(/\/\/[^@/]*@/, `//${secret}@`)
  return {
    ...config,
    adminPassword: config.adminPassword && secret,
    postgres: { ...config.postgres, url: maskUrl(config.postgres.url) },
    clickhouse: { ...config.clickhouse, url: maskUrl(config.clickhouse.url) },
    email: { ...config.email, url: maskUrl(config.email.url) },
    keys: { identifier: secret, contact: secret },
  }
}
