import { SQLDialect } from '@codemirror/lang-sql'

const keywords =
  'select from where group by having order limit offset with as distinct on union all intersect except join inner left right full outer cross any asof semi anti array using global in not and or between like ilike is null case when then else end over partition window rows range preceding following unbounded current row qualify asc desc nulls first last fill to step interpolate totals rollup cube grouping sets recursive interval second minute hour day week month quarter year filter final true false columns replace ties'
const types =
  'UInt8 UInt16 UInt32 UInt64 Int8 Int16 Int32 Int64 Float32 Float64 Decimal String FixedString Date Date32 DateTime DateTime64 Bool UUID Nullable Array Map Tuple LowCardinality'

/** @param functions that statements may call */
export function clickHouse(functions: readonly string[]): SQLDialect {
  return SQLDialect.define({
    keywords,
    types: types.toLowerCase(),
    builtin: functions.join(' ').toLowerCase(),
    backslashEscapes: true,
    doubleQuotedStrings: false,
    identifierQuotes: '`"',
    operatorChars: '*+-%<>!=/|?:',
  })
}
