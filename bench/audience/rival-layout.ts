import { benchGroups } from './tags.ts'

/** FROM of the rival's statement: one wide table, or those of three tables that the condition reads, joined. */
export function wideTable(): string {
  return 'wide'
}

export function threeTables(condition: string): string {
  const read = benchGroups.filter(({ tags }) =>
    tags.some(({ key }) => new RegExp(`\\b${key}\\b`).test(condition)),
  )
  const [first = 'value', ...rest] = read.map(({ key }) => key)
  return [first, ...rest.map((table) => `JOIN ${table} USING (customer)`)].join(' ')
}
