import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'

/** What the server says of deliveries, and the texts by which the console says it. */
const plain = [
  [/^no address$/, 'noAddress'],
  [/^(?:no template|the template has no content)$/, 'noTemplate'],
  [/^no answer (?:within .+|from .+ in time|to submit_sm)$/, 'noAnswer'],
  [/^(?:connect|read|write) ECONNREFUSED\b.*$/, 'notReachable'],
  [/^(?:socket hang up|read ECONNRESET|the connection (?:is closed|was lost))$/, 'connectionLost'],
  [/^the gateway’s answer is not JSON$/, 'notJson'],
  [/^the gateway put some messages off$/, 'putOff'],
  [/^the provider did not answer for every message$/, 'unanswered'],
  [/^the route rests after failures$/, 'rests'],
  [/^the channel has carried all it may in this hour$/, 'hourFull'],
  [/^quiet hours$/, 'quietHours'],
  [/^the customer has no number$/, 'noNumber'],
  [/^the customer refused messages of this template$/, 'templateRefused'],
  [/^the template names no message template of WeChat$/, 'noWechatTemplate'],
  [/^the endpoint is not https$/, 'notHttps'],
  [/^nobody of the staff has this customer as a contact$/, 'noStaff'],
  [/^WeCom does not let this customer be written to$/, 'wecomRefuses'],
  [/^it was withdrawn$/, 'withdrawn'],
  [/^nobody called in time$/, 'nobodyCalled'],
  [/^simulated$/, 'simulated'],
] as const

/** The same with something in it: the first group. */
const about = [
  [/^the (?:receiver|gateway|platform|push service) answered (\d+)$/, 'answered'],
  [/^getaddrinfo (?:ENOTFOUND|EAI_AGAIN) (\S+)$/, 'unknownHost'],
  [/^(\S+) is a private or local address: .*$/, 'privateAddress'],
  [/^(\d+) cannot be reached now$/, 'deferred'],
  [/^(\S+) is longer than 20 characters$/, 'tooLong'],
  [/^longer than (\d+) bytes$/, 'tooManyBytes'],
] as const

/** What stands around another reason. */
const around = [
  [/^given up: (.+)$/s, 'givenUp'],
  [/^(.+): it may have arrived all the same$/s, 'uncertain'],
  [/^(.+) at segment \d+$/s, 'inPart'],
] as const

/** Why a delivery failed or waits, in words; what a provider wrote itself stays as it is. */
export function useDeliveryWords(): (detail: string) => string {
  const { t } = useTranslation()
  return useCallback(
    (detail) => {
      const say = (text: string): string => {
        for (const [pattern, key] of around) {
          const what = pattern.exec(text)?.[1]
          if (what !== undefined) return t(`engage.said.${key}`, { what: say(what) })
        }
        for (const [pattern, key] of about) {
          const what = pattern.exec(text)?.[1]
          if (what !== undefined) return t(`engage.said.${key}`, { what })
        }
        const known = plain.find(([pattern]) => pattern.test(text))
        return known === undefined ? text : t(`engage.said.${known[1]}`)
      }
      return say(detail)
    },
    [t],
  )
}
