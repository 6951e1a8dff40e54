import { expect, it } from 'vitest'
import { addressOfProvider } from '../../contact-gate/address-of-provider.ts'
import { providers } from './index.ts'

it('reaches people by the addresses that the gate asks for', () => {
  const own = providers.filter(({ address }) => address !== null && address !== 'phone' && address !== 'email')
  expect(Object.fromEntries(own.map(({ key, address }) => [key, address]))).toEqual(addressOfProvider)
})
