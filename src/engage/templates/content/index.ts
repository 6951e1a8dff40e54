import type { z } from 'zod'
import type { ContactChannel } from '../../../govern/consent/index.ts'
import { call } from './call.ts'
import type { ContentKind } from './content-kind.ts'
import { email } from './email.ts'
import { fiveG } from './five-g.ts'
import { inbox } from './inbox.ts'
import { miniProgram } from './mini-program.ts'
import { push } from './push.ts'
import { sms } from './sms.ts'
import { webhook } from './webhook.ts'
import { wecomMass } from './wecom-mass.ts'
import { wecom } from './wecom.ts'

export const contentKinds = {
  sms,
  email,
  push,
  inbox,
  wecom,
  wecom_mass: wecomMass,
  mini_program: miniProgram,
  five_g: fiveG,
  call,
  webhook,
} as const satisfies Record<ContactChannel, ContentKind>

/** What a message through this channel consists of, with every text rendered. */
export type ContentOf<Channel extends ContactChannel> = z.output<(typeof contentKinds)[Channel]['schema']>

/** A message of whichever channel. */
export type MessageContent = {
  [Channel in ContactChannel]: { readonly channel: Channel } & ContentOf<Channel>
}[ContactChannel]

/** The behaviour of a channel whose content was checked by that channel's schema. */
export function contentKind(channel: ContactChannel): ContentKind {
  return contentKinds[channel]
}

export { type Escape, type TextPlace } from './content-kind.ts'
