/**
 * Collect what arrives one by one and store it together: the first item waits at most `milliseconds` for others. Each
 * caller's promise settles with the batch it was stored in.
 */
export function gather<Item>(
  store: (items: readonly Item[]) => Promise<void>,
  { milliseconds, most }: { milliseconds: number; most: number },
): (item: Item) => Promise<void> {
  let waiting: { items: Item[]; stored: Promise<void>; go: () => void } | undefined

  function begin(): NonNullable<typeof waiting> {
    const items: Item[] = []
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, milliseconds)
    const batch = {
      items,
      go: () => {
        clearTimeout(timer)
        resolve()
      },
      stored: promise.then(() => {
        if (waiting === batch) waiting = undefined
        return store(items)
      }),
    }
    return batch
  }

  return (item) => {
    waiting ??= begin()
    const batch = waiting
    batch.items.push(item)
    if (batch.items.length >= most) {
      waiting = undefined
      batch.go()
    }
    return batch.stored
  }
}
