/** What one statement may take. Somebody waits for it, and others work beside it. */
export const limits = {
  /** Rows shown; more are cut off and said so. */
  rows: 10_000,
  /** Rows of an export. */
  exportRows: 100_000,
  seconds: 60,
  memoryBytes: 3_000_000_000,
  rowsRead: 2_000_000_000,
  bytesRead: 100_000_000_000,
  resultBytes: 50_000_000,
} as const

/** The same as settings of the store. */
export function settingsOf(rows: number): Record<string, string | number> {
  return {
    limit: rows + 1,
    max_result_rows: rows + 1,
    max_result_bytes: limits.resultBytes,
    result_overflow_mode: 'break',
    max_execution_time: limits.seconds,
    timeout_overflow_mode: 'throw',
    max_memory_usage: limits.memoryBytes,
    max_bytes_before_external_group_by: limits.memoryBytes / 2,
    max_bytes_before_external_sort: limits.memoryBytes / 2,
    max_rows_to_read: limits.rowsRead,
    max_bytes_to_read: limits.bytesRead,
    read_overflow_mode: 'throw',
    function_range_max_elements_in_block: 10_000_000,
    max_query_size: 1_000_000,
    max_ast_depth: 500,
    max_ast_elements: 20_000,
    max_expanded_ast_elements: 100_000,
    max_subquery_depth: 30,
    output_format_json_quote_denormals: 1,
    // Each of the two statements that may run at once leaves the other readers of the store a processor.
    max_threads: 2,
    priority: 10,
    allow_ddl: 0,
    allow_introspection_functions: 0,
  }
}
