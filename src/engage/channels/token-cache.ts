/** A token and how long it may be used. */
export interface Token {
  readonly value: string
  readonly expiresInSeconds: number
}

/**
 * Keeps an access token of a provider. Callers who come while it is fetched share the one request; it is fetched anew
 * a little before it ends, and after `forget` (the provider said it is no longer good).
 * @param now real time in milliseconds: a provider's token ages by the provider's clock, not by business time
 */
export function tokenCache(
  fetchToken: () => Promise<Token>,
  now: () => number = () => performance.now(),
): { get(): Promise<string>; forget(value: string): void } {
  let held: { value: string; until: number } | undefined
  let fetching: Promise<string> | undefined
  const refetch = async (): Promise<string> => {
    try {
      const { value, expiresInSeconds } = await fetchToken()
      const margin = Math.min(300, expiresInSeconds / 10)
      held = { value, until: now() + (expiresInSeconds - margin) * 1000 }
      return value
    } finally {
      fetching = undefined
    }
  }
  return {
    get: async () => {
      if (held && held.until > now()) return held.value
      fetching ??= refetch()
      return fetching
    },
    // Naming the value keeps a late complaint about an old token from throwing the new one away.
    forget: (value) => {
      if (held?.value === value) held = undefined
    },
  }
}
