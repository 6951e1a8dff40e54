import { z } from 'zod'
import { contactCategory, contactChannel, purpose } from '../../govern/consent/index.ts'
import { plainText } from '../../understand/rules/index.ts'

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 21:00')
const endOfQuiet = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time of day such as 09:00, or 24:00')
const action = z.enum(['hold', 'drop'])
const province = plainText(64).min(1)
const channels = z.array(contactChannel).min(1).max(20).optional().describe('Absent: every channel')
const categories = z.array(contactCategory).min(1).max(4).optional().describe('Absent: every category')

/** What a category of contact can be excused from. Lists of customers say themselves what they stop. */
export const excusableRules = [
  'consent',
  'personalization',
  'suitability',
  'quiet_hours',
  'caps',
  'spacing',
  'volume',
] as const

const consentMode = z.enum(['opt_in', 'opt_out'])

const categoryRule = z.strictObject({
  purpose: purpose
    .exclude(['personalization'])
    .optional()
    .describe('What consent is asked for; the policy’s purpose unless said'),
  consent: consentMode.optional().describe('The policy’s mode unless said'),
  exempt: z.array(z.enum(excusableRules)).max(excusableRules.length).default([]),
})

const cap = z
  .strictObject({
    limit: z.number().int().min(1).max(1000),
    days: z.number().int().min(1).max(366).optional().describe('Rolling days'),
    hours: z.number().int().min(1).max(8784).optional().describe('Rolling hours'),
    per: z
      .enum(['day', 'week', 'month'])
      .optional()
      .describe('Of the calendar, in business time; weeks from Monday'),
    channels: channels.describe('Counts and limits contacts by these channels; absent: by all together'),
    categories: categories.describe('Counts and limits these categories; absent: all that are not exempt'),
    action: action.default('drop').describe('hold: until the window has room again'),
  })
  .refine(
    ({ days, hours, per }) => [days, hours, per].filter((one) => one !== undefined).length === 1,
    'needs one window: days, hours or per',
  )

const spacing = z.strictObject({
  minutes: z.number().int().min(1).max(527_040).describe('Least time between two contacts'),
  between: z
    .enum(['channels', 'same_channel'])
    .default('channels')
    .describe('channels: any two of the channels; same_channel: two by the same one'),
  channels,
  categories,
  action: action.default('hold'),
})

const quietRule = z.strictObject({
  from: timeOfDay,
  to: endOfQuiet.describe('No longer quiet; 24:00 is midnight. Equal times are no quiet hours'),
  on: z
    .enum(['trading_days', 'non_trading_days'])
    .optional()
    .describe('Absent: every day. The customer’s day counts'),
  channels,
  categories,
  provinces: z.array(province).min(1).max(100).optional().describe('Absent: customers of every province'),
  action: action.default('hold'),
})
export type QuietRule = z.output<typeof quietRule>

/**
 * The one policy of the contact gate: every contact of every journey passes it.
 *
 * @example (YAML, under `contactPolicy:`)
 * purpose: marketing
 * consent: opt_in            # opt_in: a recorded yes is needed; opt_out: only a recorded no refuses
 * consentModes: [{ purpose: service, channel: sms, mode: opt_out }]
 * caps: [{ limit: 3, days: 7 }, { limit: 1, per: day, channels: [sms], action: hold }]
 * spacing: [{ minutes: 240 }]
 * quietHours:                # one rule, several, or null
 *   - { from: '21:00', to: '09:00', channels: [sms, push], action: hold }
 *   - { from: '00:00', to: '24:00', on: non_trading_days, channels: [call] }
 * globalHoldout: { percent: 2, salt: '2026' }
 * provinceZones: { 新疆维吾尔自治区: Asia/Urumqi }
 */
export const contactPolicy = z.strictObject({
  purpose: purpose.exclude(['personalization']).default('marketing'),
  consent: consentMode.default('opt_in'),
  consentModes: z
    .array(
      z.strictObject({
        purpose: purpose.optional(),
        channel: contactChannel.optional(),
        mode: consentMode,
      }),
    )
    .max(60)
    .default([])
    .describe(
      'Exceptions from the modes of policy and categories; one that names purpose and channel goes first, then one that names the channel, then the purpose',
    ),
  categories: z
    .strictObject({
      marketing: categoryRule.prefault({}),
      service: categoryRule.prefault({ purpose: 'service', consent: 'opt_out', exempt: ['personalization'] }),
      care: categoryRule.prefault({
        purpose: 'service',
        consent: 'opt_out',
        exempt: ['personalization', 'caps', 'spacing'],
      }),
      transaction: categoryRule.prefault({ purpose: 'service', exempt: [...excusableRules] }),
    })
    .prefault({}),
  caps: z
    .array(cap)
    .max(20)
    .default([{ limit: 3, days: 7, action: 'drop' }]),
  spacing: z.array(spacing).max(20).default([]),
  quietHours: z
    .union([quietRule, z.array(quietRule).max(20)])
    .nullable()
    .default({ from: '21:00', to: '09:00', action: 'hold' }),
  provinceZones: z
    .record(
      province,
      z.string().refine(isTimezone, { message: 'is not an IANA time zone such as Asia/Urumqi' }),
    )
    .default({})
    .describe('Provinces whose clocks differ from business time'),
  volume: z
    .array(
      z.strictObject({
        channel: contactChannel,
        perHour: z.number().int().min(1).max(100_000_000).describe('Contacts in a clock hour'),
        action: action.default('hold'),
      }),
    )
    .max(20)
    .default([])
    .refine((limits) => new Set(limits.map(({ channel }) => channel)).size === limits.length, {
      message: 'has two limits of one channel',
    }),
  suitability: z
    .strictObject({
      enforce: z.boolean().default(true),
      validMonths: z.number().int().min(1).max(120).default(12).describe('How long a risk assessment holds'),
      attribute: plainText(64)
        .min(1)
        .default('risk_assessed_on')
        .describe('Attribute of the customer with the day of the assessment'),
      unknownDay: z
        .enum(['block', 'allow'])
        .default('block')
        .describe('An assessment whose day is not known'),
    })
    .prefault({})
    .describe('Contacts that name a product go only to customers who may take its risk'),
  arbitration: z
    .strictObject({
      minutes: z
        .number()
        .int()
        .min(0)
        .max(1440)
        .default(5)
        .describe(
          'How long the last places under a cap wait for a journey of higher priority; 0: first come',
        ),
    })
    .prefault({}),
  globalHoldout: z
    .strictObject({
      percent: z
        .number()
        .min(0)
        .max(50)
        .default(0)
        .describe('Of all customers, by the hash of customer and salt; 0: nobody'),
      salt: plainText(64)
        .min(1)
        .default('holdout')
        .describe(
          'Another one draws other customers. The usual one draws those whom holdout nodes of scope global keep out',
        ),
      categories: z.array(contactCategory).min(1).max(4).default(['marketing']),
    })
    .prefault({})
    .describe('A control group of the whole bank, which gets no contact of these categories from anybody'),
  holdAtMostHours: z
    .number()
    .int()
    .min(1)
    .max(720)
    .default(48)
    .describe('A contact that had to wait longer is not made'),
})
z.globalRegistry.add(contactPolicy, { id: 'ContactPolicy' })
export type ContactPolicy = z.output<typeof contactPolicy>
export type ContactPolicyInput = z.input<typeof contactPolicy>
export type Cap = ContactPolicy['caps'][number]
export type Spacing = ContactPolicy['spacing'][number]

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

export const contactPolicyView = contactPolicy.extend({ version: z.number().int() })
export type ContactPolicyView = z.infer<typeof contactPolicyView>

export const policyVersionNumber = z.number().int().min(0)

/** One version that is or was in force. */
export const contactPolicyVersion = z.object({
  version: z.number().int(),
  validFrom: z.iso.datetime(),
  savedBy: z.string(),
  policy: contactPolicy,
})
