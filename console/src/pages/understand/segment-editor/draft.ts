/** What an editor holds that is not saved. It lives as long as the browser tab, so that a reload loses nothing. */
export interface Draft {
  readonly rule: unknown
  /** Version of the segment that it began from; 0 for a new one. */
  readonly version: number
}

const nameOf = (user: string, key: string | undefined) => `banyan.segment-draft ${user} ${key ?? ''}`

export function readDraft(user: string, key: string | undefined): Draft | undefined {
  const text = sessionStorage.getItem(nameOf(user, key))
  if (text === null) return undefined
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null || !('rule' in value) || !('version' in value))
    return undefined
  return typeof value.version === 'number' ? { rule: value.rule, version: value.version } : undefined
}

export function writeDraft(user: string, key: string | undefined, draft: Draft | undefined): void {
  if (draft === undefined) sessionStorage.removeItem(nameOf(user, key))
  else sessionStorage.setItem(nameOf(user, key), JSON.stringify(draft))
}
