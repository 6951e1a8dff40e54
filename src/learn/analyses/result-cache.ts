/** Answers kept by what was asked of which data; the least recently used go when there are too many or too large. */
export function resultCache<Value>(limits: { entries: number; characters: number }): {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
} {
  const kept = new Map<string, { value: Value; size: number }>()
  let characters = 0
  const drop = (key: string): void => {
    characters -= kept.get(key)?.size ?? 0
    kept.delete(key)
  }
  return {
    get: (key) => {
      const found = kept.get(key)
      if (!found) return undefined
      kept.delete(key)
      kept.set(key, found)
      return found.value
    },
    set: (key, value) => {
      const size = key.length + JSON.stringify(value).length
      if (size > limits.characters / 4) return
      drop(key)
      kept.set(key, { value, size })
      characters += size
      for (const oldest of kept.keys()) {
        if (kept.size <= limits.entries && characters <= limits.characters) break
        drop(oldest)
      }
    },
  }
}
