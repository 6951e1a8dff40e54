import { expect, it } from 'vitest'
import { gather } from './gather.ts'

it('stores what comes together in one go, and never more than a batch', async () => {
  const batches: number[][] = []
  const add = gather<number>(
    async (items) => {
      batches.push([...items])
    },
    { milliseconds: 5, most: 3 },
  )
  await Promise.all([1, 2, 3, 4].map(add))
  await add(5)
  expect(batches).toEqual([[1, 2, 3], [4], [5]])
})

it('tells everyone in the batch that storing failed', async () => {
  const add = gather<number>(() => Promise.reject(new Error('disk full')), { milliseconds: 1, most: 10 })
  const answers = await Promise.allSettled([add(1), add(2)])
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})
