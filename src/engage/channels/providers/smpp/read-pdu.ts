import smpp, { type Pdu } from 'smpp'

const headerOctets = 16

/**
 * Reads the next PDU of a stream, in place of the package's own reader. That one gives the whole connection up for a
 * single PDU that it cannot decode; the message centre, which heard no answer, delivers the same one again as soon as
 * we are bound, and nothing goes through any more. Here such a PDU comes without its body, so it can be answered.
 * @throws when the length makes no sense: nobody knows then where the next one begins
 */
export function readPdu(stream: { read(octets: number): Buffer | null }, length: number): Pdu | false {
  if (length < headerOctets) throw new Error(`a PDU of ${length} octets`)
  const rest = stream.read(length - 4)
  if (!rest) return false
  const octets = Buffer.concat([sizeOf(length), rest])
  try {
    return new smpp.PDU(octets)
  } catch {
    return new smpp.PDU(Buffer.concat([sizeOf(headerOctets), octets.subarray(4, headerOctets)]))
  }
}

function sizeOf(length: number): Buffer {
  const octets = Buffer.alloc(4)
  octets.writeUInt32BE(length)
  return octets
}
