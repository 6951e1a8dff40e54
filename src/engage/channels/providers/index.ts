import type { Provider } from '../provider.ts'
import { email } from './email.ts'
import { simulator } from './simulator.ts'
import { webhook } from './webhook.ts'

/** Every kind of provider. A new one is one more file and one more line here. */
export const providers: readonly Provider[] = [simulator, webhook, email]

export function findProvider(key: string): Provider | undefined {
  return providers.find((provider) => provider.key === key)
}
