import { DuckDBInstance } from '@duckdb/node-api'

export interface DuckDb {
  run(sql: string): Promise<void>
  /** The one number that a statement yields. */
  number(sql: string): Promise<number>
  /** All rows that a statement yields. */
  rows(sql: string): Promise<unknown[][]>
  close(): void
}

/** DuckDB in this process on a file of its own, with as many threads as we give ClickHouse. */
export async function openDuckDb(file: string, threads: number): Promise<DuckDb> {
  const instance = await DuckDBInstance.create(file, { threads: String(threads) })
  const connection = await instance.connect()
  return {
    run: async (sql) => {
      await connection.run(sql)
    },
    number: async (sql) => {
      const reader = await connection.runAndReadAll(sql)
      return Number(reader.getRows()[0]?.[0])
    },
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRows(),
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}
