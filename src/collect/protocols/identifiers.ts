import { namespaces } from './item.ts'
import type { Identifier, Namespace } from './item.ts'
import type { Json, JsonObject } from './json.ts'

const longestValue = 255
const controlCharacter = /\p{Cc}/u

/** What broken clients send instead of an identifier; believing one would merge strangers. */
const placeholders = new Set(
  (
    ',0,-1,null,undefined,none,nil,nan,true,false,anonymous,guest,unknown,id,distinct_id,distinctid,user_id,' +
    'userid,email,[object object],not_authenticated,00000000-0000-0000-0000-000000000000,{},[],"",\'\''
  ).split(','),
)

const strength = new Map<Namespace, number>(namespaces.map((namespace, index) => [namespace, index]))

/** Identifiers of one item, gathered from wherever the protocol keeps them; placeholders and repeats are left out. */
export class IdentifierList {
  readonly #list: Identifier[] = []
  /** Something that is no identifier stood where one was expected. */
  malformed = false

  add(namespace: Namespace, raw: Json | undefined): void {
    if (raw === undefined || raw === null) return
    if (typeof raw !== 'string' && typeof raw !== 'number') {
      this.malformed = true
      return
    }
    let value = String(raw).trim()
    if (value.length > longestValue || controlCharacter.test(value)) {
      this.malformed = true
      return
    }
    if (namespace === 'phone') value = plainPhone(value)
    if (namespace === 'id_document') value = value.replaceAll(/\s/g, '').toUpperCase()
    if (placeholders.has(value.toLowerCase())) return
    for (const known of this.#list) if (known.namespace === namespace && known.value === value) return
    this.#list.push({ namespace, value })
  }

  /** Strongest first. */
  sorted(): Identifier[] {
    if (this.#list.length > 1) this.#list.sort((a, b) => rank(a) - rank(b))
    return this.#list
  }
}

function rank(identifier: Identifier): number {
  return strength.get(identifier.namespace) ?? namespaces.length
}

/** `+86 138-1234-5678` → `13812345678`; other countries keep their code: `+852 …` → `852…`. */
function plainPhone(value: string): string {
  const digits = value.replaceAll(/\D/g, '')
  return digits.replace(/^(?:00)?86(?=1\d{10}$)/, '')
}

/** Traits and custom fields that name a customer, as banks' clients write them. */
const traitNamespaces = new Map<string, Namespace>([
  ['customer_number', 'customer_number'],
  ['customerNumber', 'customer_number'],
  ['customer_no', 'customer_number'],
  ['customerNo', 'customer_number'],
  ['id_document', 'id_document'],
  ['idDocument', 'id_document'],
  ['phone', 'phone'],
  ['phone_number', 'phone'],
  ['phoneNumber', 'phone'],
  ['mobile', 'phone'],
  ['unionid', 'unionid'],
  ['unionId', 'unionid'],
  ['union_id', 'unionid'],
  ['openid', 'openid'],
  ['openId', 'openid'],
  ['open_id', 'openid'],
])

export function namespaceOfTrait(name: string): Namespace | undefined {
  return traitNamespaces.get(name)
}

/** Add the identifiers among traits; returns the traits that are left, without them. */
export function takeIdentifyingTraits(traits: JsonObject, identifiers: IdentifierList): JsonObject {
  const rest: JsonObject = {}
  for (const key in traits) {
    const namespace = traitNamespaces.get(key)
    if (namespace === undefined) rest[key] = traits[key]
    else identifiers.add(namespace, traits[key])
  }
  return rest
}
