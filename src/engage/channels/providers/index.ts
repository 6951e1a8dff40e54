import type { Provider } from '../provider.ts'
import { callList } from './call-list/provider.ts'
import { email } from './email.ts'
import { fiveGProvider } from './five-g/provider.ts'
import { httpGateway } from './http-gateway/provider.ts'
import { inbox } from './inbox/provider.ts'
import { miniProgramProvider } from './mini-program/provider.ts'
import { simulator } from './simulator.ts'
import { smppProvider } from './smpp/provider.ts'
import { webPushProvider } from './web-push/provider.ts'
import { webhook } from './webhook.ts'
import { wecomAppProvider } from './wecom/app-provider.ts'
import { wecomContactProvider } from './wecom/provider.ts'

/** Every kind of provider. A new one is one more file and one more line here. */
export const providers: readonly Provider[] = [
  simulator,
  webhook,
  email,
  httpGateway,
  inbox,
  callList,
  smppProvider,
  wecomContactProvider,
  wecomAppProvider,
  webPushProvider,
  miniProgramProvider,
  fiveGProvider,
]

export function findProvider(key: string): Provider | undefined {
  return providers.find((provider) => provider.key === key)
}
