import { XMLParser } from 'fast-xml-parser'

// Values stay text, and entities are not expanded: WeCom and WeChat wrap text in CDATA.
const parser = new XMLParser({ parseTagValue: false, processEntities: false, ignoreAttributes: true })

/** What they send has a few kilobytes. A body is read before its signature can be checked, so no larger one is. */
const longest = 256 * 1024

/** What stands in the element `xml` of a callback. @throws Error when it is too long, or no XML */
export function readXml(body: string): unknown {
  if (body.length > longest) throw new Error(`more than ${longest} characters`)
  const read: unknown = parser.parse(body)
  return typeof read === 'object' && read !== null && 'xml' in read ? read.xml : undefined
}
