import type { ClickHouse } from '../../src/platform/clickhouse/clickhouse.ts'

/** The same store, saying on stderr how long each statement takes that takes longer than `leastMs`. */
export function timedStatements(clickhouse: ClickHouse, leastMs: number): ClickHouse {
  const timed = async <Result>(sql: string, run: () => Promise<Result>): Promise<Result> => {
    const started = performance.now()
    try {
      return await run()
    } finally {
      const took = performance.now() - started
      if (took >= leastMs)
        console.error(`${took.toFixed(0).padStart(7)} ms  ${sql.replaceAll(/\s+/g, ' ').slice(0, 110)}`)
    }
  }
  return {
    ...clickhouse,
    query: (sql, ...rest) => timed(sql, () => clickhouse.query(sql, ...rest)),
    command: (sql, ...rest) => timed(sql, () => clickhouse.command(sql, ...rest)),
  }
}
