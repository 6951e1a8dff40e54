/** A file that ClickHouse can read, whatever its format. */
export interface OpenSource {
  /** As the plan names it. */
  readonly path: string
  /** Column names, or undefined when any name may occur (NDJSON). */
  readonly columns: readonly string[] | undefined
  /** Numbers that the format could not hold exactly end with `inexactMark`. */
  readonly marksInexact?: true
  /**
   * `SELECT` giving `line` (UInt64, 1 = first line of the file), `bad` (the line could not be taken apart) and
   * `cells` (Array(String): the named columns as trimmed text, '' where there is no value).
   */
  render(columns: readonly string[]): string
}
