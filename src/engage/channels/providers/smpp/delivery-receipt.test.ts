import type { Pdu } from 'smpp'
import { expect, it } from 'vitest'
import { plainId, readReceipt } from './delivery-receipt.ts'

const pdu = (more: Partial<Pdu>): Pdu => ({
  command: 'deliver_sm',
  command_status: 0,
  sequence_number: 1,
  esm_class: 4,
  data_coding: 0,
  response: () => pdu({}),
  ...more,
})
const text = (message: string | Buffer) => ({ short_message: { message } })

it('reads the text of appendix B', () => {
  const body =
    'id:0123456789 sub:001 dlvrd:001 submit date:2611010930 done date:2611010931 stat:DELIVRD err:000 text:id:7 stat:X'
  expect(readReceipt(pdu(text(body)))).toEqual({
    messageId: '0123456789',
    outcome: 'delivered',
    detail: 'DELIVRD',
  })
})

it('believes the TLVs first', () => {
  const receipt = pdu({ ...text('id:1 stat:ENROUTE err:045'), receipted_message_id: 'ABC', message_state: 5 })
  expect(readReceipt(receipt)).toEqual({ messageId: 'ABC', outcome: 'failed', detail: 'UNDELIV 045' })
})

it('knows a receipt that is not announced, and a message that only looks like one', () => {
  expect(readReceipt(pdu({ esm_class: 0, ...text('id:9 stat:EXPIRED err:1') }))?.outcome).toBe('failed')
  expect(readReceipt(pdu({ esm_class: 0, ...text('R') }))).toBeNull()
  expect(readReceipt(pdu({ esm_class: 0, ...text('id:9 please') }))).toBeNull()
})

it('waits while the message is on its way', () => {
  for (const stat of ['ENROUTE', 'ACCEPTD', 'UNKNOWN'])
    expect(readReceipt(pdu(text(`id:1 stat:${stat}`)))?.outcome).toBe('pending')
})

it('knows an id again whatever its zeros and case, and in the base it was set up for', () => {
  expect(plainId('00AB12', 'answer', 'same')).toBe(plainId('ab12', 'receipt', 'same'))
  expect(plainId('AB12', 'answer', 'hex_answer')).toBe(plainId(String(0xab12), 'receipt', 'hex_answer'))
  expect(plainId('43794', 'answer', 'hex_receipt')).toBe(plainId('0000ab12', 'receipt', 'hex_receipt'))
  expect(plainId('0', 'answer', 'same')).toBe('0')
  expect(plainId('urn:7F', 'answer', 'hex_answer')).toBe('urn:7f')
})
