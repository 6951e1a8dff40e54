import { type Blocks, customerBlocks } from '../customer-blocks.ts'
import type { ClickHouse, StatementOptions } from '../../../platform/clickhouse/clickhouse.ts'

/** A bank of so many customer numbers is looked at whole. */
const small = 250_000
const [slices, customersPerSlice] = [10, 20_000]

/**
 * Blocks of customers to look at: everybody, or ten slices spread evenly over all numbers. Numbers are given in order of
 * first sight, so that slices hold old and new customers alike, and reading them skips the rest of every table.
 */
export async function sampleBlocks(
  clickhouse: ClickHouse,
  everybody: boolean,
  options: StatementOptions,
): Promise<{ blocks: Blocks; everybody: boolean }> {
  const whole = await customerBlocks(clickhouse, options)
  const starts = await customerBlocks(clickhouse, options, customersPerSlice)
  const count = starts.blocks.length
  if (everybody || count * customersPerSlice <= small) return { blocks: whole, everybody: true }
  const chosen = Array.from({ length: slices }, (_, i) => Math.floor((i * (count - 1)) / slices))
  return {
    blocks: {
      ...starts,
      blocks: chosen.flatMap((at) => {
        const block = starts.blocks[at]
        return block ? [{ from: block.from, to: block.from + customersPerSlice }] : []
      }),
    },
    everybody: false,
  }
}
