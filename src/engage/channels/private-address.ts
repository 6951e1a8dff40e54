import { lookup } from 'node:dns'
import { BlockList, isIP } from 'node:net'
import type { LookupFunction } from 'node:net'
import { AppError } from '../../platform/errors.ts'

// Loopback, private, link-local (cloud metadata), carrier-grade NAT, multicast and reserved ranges (RFC 6890).
const inside = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  inside.addSubnet(network, bits, 'ipv4')
}
for (const [network, bits] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  inside.addSubnet(network, bits, 'ipv6')
}

/** Is this an address that a request from us must not reach unless the installation allows it? */
export function isPrivateAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return isPrivateAddress(mapped)
  const version = isIP(address)
  return version === 0 || inside.check(address, version === 6 ? 'ipv6' : 'ipv4')
}

const refusal = (host: string): AppError =>
  new AppError(
    'invalid_request',
    `${host} is a private or local address: webhooks go there only with BANYAN_WEBHOOK_PRIVATE=true`,
  )

/**
 * Name resolution that only yields public addresses. It is used for the very connection that sends, so a name cannot
 * point elsewhere between the check and the request.
 */
export const publicLookup: LookupFunction = (host, options, callback) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? []
    if (error) callback(error, [])
    else if (!first || addresses.some(({ address }) => isPrivateAddress(address))) callback(refusal(host), [])
    else if (options.all) callback(null, addresses)
    else callback(null, first.address, first.family)
  })
}

/** @throws AppError when the URL names a private address outright, which needs no name resolution */
export function refusePrivateHost(url: URL): void {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  if (isIP(host) !== 0 && isPrivateAddress(host)) throw refusal(host)
}
