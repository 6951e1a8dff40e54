import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestContext, type TestContext } from '../../../test/harness/test-context.ts'
import { parseStatement } from './parse-statement.ts'
import { StatementRefused, type StatementProblem } from './statement-problem.ts'

let t: TestContext
const database = 'lab_of_test'

beforeAll(async () => {
  t = await openTestContext()
  await t.ctx.clickhouse.command(`CREATE DATABASE ${database} ENGINE = Atomic`)
})
afterAll(() => t.close())

async function problemOf(sql: string): Promise<StatementProblem | null> {
  try {
    await parseStatement(t.ctx, sql, { database })
    return null
  } catch (error) {
    if (error instanceof StatementRefused) return error.problem
    throw error
  }
}

/** What must never run, by the kind of refusal that it meets. `{db}` is the product's own database. */
const attacks: Partial<Record<StatementProblem['kind'], readonly string[]>> = {
  not_a_select: [
    'DROP TABLE {db}.customer',
    'INSERT INTO customer VALUES (1)',
    'ALTER TABLE customer DELETE WHERE 1',
    'SYSTEM SHUTDOWN',
    'SET readonly = 0',
    'SHOW TABLES',
    'DESCRIBE customer',
    'EXPLAIN SELECT 1',
    'USE {db}',
    'KILL QUERY WHERE 1',
    'CREATE TABLE x (a Int8) ENGINE = Memory',
    'OPTIMIZE TABLE customer',
    'GRANT ALL ON *.* TO default',
    'ATTACH TABLE customer',
    "BACKUP DATABASE banyan TO File('x')",
    'EXISTS TABLE customer',
    'TRUNCATE TABLE customer',
    'VALUES (1)',
    'CALL x()',
    'SELECT 1 PARALLEL WITH SELECT 2',
  ],
  several_statements: [
    'SELECT 1; DROP TABLE customer',
    'SELECT 1; SELECT 2',
    'SELECT 1 /* x */ ; -- y\n SELECT 2',
    "SELECT ';' ; SET readonly = 0",
  ],
  clause: [
    'SELECT 1 SETTINGS max_memory_usage = 0',
    'SELECT 1 SETTINGS readonly = 0',
    'SELECT * FROM (SELECT 1 SETTINGS max_execution_time = 0)',
    "SELECT 1 INTO OUTFILE '/tmp/x'",
    "SELECT 1 INTO OUTFILE '/tmp/x' FORMAT CSV",
    'SELECT 1 FORMAT Null',
    'SELECT 1 format JSON',
    'SELECT * FROM customer SAMPLE 0.1',
    'SELECT * FROM customer PREWHERE 1',
    'SELECT 1 INTO\nOUTFILE x',
    'WITH x AS (SELECT 1 AS a) INSERT INTO {db}.customer SELECT a FROM x',
  ],
  character: [
    'SELECT $$heredoc$$',
    'SELECT $x$ ; DROP TABLE customer $x$',
    'SELECT @@version',
    'SELECT ‘quoted’',
    'SELECT “quoted”',
    'SELECT {p:UInt8}',
    'SELECT {p:Identifier} FROM customer',
    'SELECT 1 # a comment',
    'SELECT 1 #! a comment',
    'SELECT 1 \\ 2',
    'SELECT a FROM `{db}.customer`',
    'SELECT x IN `{db}.customer` FROM customer',
    'SELECT "a (alias b)"',
    'SELECT `a\nIdentifier b`',
    'SELECT 1\u0000',
    "SELECT '\u0000; DROP TABLE customer'",
    'SELECT\u00a01',
    'SELECT * FROM customer |> WHERE 1',
  ],
  unclosed: [
    "SELECT 'a",
    'SELECT "a',
    'SELECT `a',
    'SELECT 1 /* open',
    'SELECT /* a /* b */ */ 1',
    "SELECT 'a\\'",
  ],
  database: [
    'SELECT * FROM {db}.customer',
    'SELECT * FROM `{db}`.`customer`',
    'SELECT * FROM "{db}".contact_point',
    'SELECT * FROM system.tables',
    'SELECT * FROM system . tables',
    'SELECT * FROM system/**/./**/tables',
    'SELECT * FROM INFORMATION_SCHEMA.TABLES',
    'SELECT * FROM information_schema.columns',
    'SELECT * FROM default.x',
    'SELECT 1 IN {db}.contact_point',
    'SELECT 1 NOT IN {db}.contact_point',
    'SELECT in(1, {db}.contact_point)',
    'SELECT {db}.customer.name FROM customer',
    'SELECT 1 FROM customer JOIN {db}.identifier USING customer',
    'SELECT (SELECT count() FROM {db}.event)',
    'WITH x AS (SELECT * FROM {db}.customer) SELECT * FROM x',
    'WITH (SELECT max(customer) FROM {db}.customer) AS most SELECT most',
    'SELECT 1 UNION ALL SELECT customer FROM {db}.customer',
    'SELECT 1 EXCEPT SELECT customer FROM {db}.customer',
    'SELECT * FROM customer AS a, {db}.customer AS b',
    'SELECT * FROM (SELECT * FROM (SELECT * FROM {db}.customer))',
    'WITH {db}.contact_point AS t SELECT 1 IN t',
    'SELECT arrayMap(x -> (SELECT count() FROM {db}.event), [1])',
    'SELECT 1 ORDER BY (SELECT max(customer) FROM {db}.customer)',
    'SELECT count() FROM customer GROUP BY (SELECT 1 FROM system.one)',
    'SELECT 1 LIMIT (SELECT 1 FROM system.one)',
    'FROM system.one SELECT 1',
    'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n FROM system.one) SELECT * FROM r',
    'SELECT sum(a) OVER (PARTITION BY (SELECT 1 FROM system.one)) FROM customer',
    'SELECT * REPLACE ((SELECT 1 FROM system.one) AS customer) FROM customer',
    'SELECT 1 FROM customer ARRAY JOIN (SELECT [1] FROM system.one) AS x',
    'SELECT x FROM customer WINDOW w AS (ORDER BY (SELECT 1 FROM system.one))',
  ],
  table_function: [
    "SELECT * FROM file('/etc/passwd', 'LineAsString')",
    "SELECT * FROM url('http://169.254.169.254/', 'LineAsString')",
    "SELECT * FROM s3('http://x/y', 'CSV')",
    "SELECT * FROM remote('127.0.0.1', system.one)",
    "SELECT * FROM remoteSecure('x', 'y', 'z')",
    "SELECT * FROM postgresql('h:5432', 'd', 't', 'u', 'p')",
    "SELECT * FROM mysql('h', 'd', 't', 'u', 'p')",
    "SELECT * FROM merge('{db}', '.*')",
    "SELECT * FROM cluster('c', system.one)",
    "SELECT * FROM executable('id', 'CSV', 'a String')",
    "SELECT * FROM dictionary('{db}.customer_canonical')",
    'SELECT * FROM view(SELECT * FROM system.one)',
    "SELECT * FROM values('a String', 'x')",
    "SELECT * FROM input('a String')",
    'SELECT * FROM (VALUES (1))',
    'SELECT * FROM (EXPLAIN SELECT 1)',
    "SELECT * FROM viewExplain('EXPLAIN', '', (SELECT 1))",
    "SELECT * FROM mergeTreeIndex('{db}', 'customer')",
    "SELECT * FROM fuzzJSON('x')",
    'SELECT * FROM loop(customer)',
    "SELECT * FROM generateRandom('a String')",
    "SELECT * FROM hdfs('x', 'CSV')",
    "SELECT * FROM sqlite('x', 'y')",
    "SELECT * FROM iceberg('x')",
    "SELECT * FROM odbc('a', 'b', 'c')",
    "SELECT * FROM python('x')",
    "SELECT * FROM customer, file('x')",
    "SELECT * FROM numbers(3) JOIN url('http://x', CSV, 'a String') USING a",
    "SELECT * FROM `file`('/etc/passwd')",
    'SELECT * FROM zeros(1)',
  ],
  function: [
    "SELECT file('/etc/passwd')",
    "SELECT FILE('/etc/passwd')",
    "SELECT `file`('/etc/passwd')",
    "SELECT file /**/ ('/etc/passwd')",
    'SELECT sleep(3)',
    'SELECT 1 WHERE 1 GLOBAL IN system.one',
    'SELECT sleepEachRow(1) FROM numbers(100)',
    "SELECT getSetting('readonly')",
    "SELECT getServerSetting('x')",
    "SELECT getMacro('x')",
    'SELECT hostName()',
    'SELECT version()',
    'SELECT currentUser()',
    'SELECT currentDatabase()',
    'SELECT user()',
    'SELECT serverUUID()',
    'SELECT tcpPort()',
    "SELECT dictGet('{db}.customer_canonical', 'into', toUInt64(1))",
    "SELECT dictHas('{db}.customer_canonical', 1)",
    "SELECT joinGet('{db}.x', 'y', 1)",
    "SELECT hasColumnInTable('{db}', 'customer', 'name')",
    'SELECT evalMLMethod(1)',
    "SELECT catboostEvaluate('/x', 1)",
    "SELECT naiveBayesClassifier('x', 'y')",
    "SELECT chdb('SELECT 1')",
    "SELECT logTrace('x')",
    'SELECT addressToLine(1)',
    'SELECT showCertificate()',
    "SELECT filesystemAvailable('x')",
    "SELECT aiGenerate('x', 'y')",
    "SELECT encrypt('aes-128-ecb', 'x', 'y')",
    "SELECT decrypt('aes-128-ecb', 'x', 'y')",
    "SELECT arrayReduce('groupArrayState', [1])",
    "SELECT initializeAggregation('sumState', 1)",
    'SELECT sumState(1)',
    "SELECT uniqMerge(CAST('x', 'AggregateFunction(uniq, String)'))",
    "SELECT finalizeAggregation(CAST('x' AS AggregateFunction(sum, UInt8)))",
    "SELECT reinterpret('x', 'UInt64')",
    "SELECT repeat('x', 1000000000)",
    'SELECT arrayWithConstant(1000000000, 1)',
    "SELECT defaultValueOfTypeName('AggregateFunction(sum, UInt8)')",
    "SELECT formatRow('CSV', 1)",
    "SELECT __getScalar('x')",
    "SELECT getClientHTTPHeader('x')",
    "SELECT fuzzQuery('SELECT 1')",
    'SELECT blockNumber()',
    'SELECT runningConcurrency(now(), now())',
    "SELECT sumIf(file('/etc/passwd') = '', 1)",
    "SELECT arrayMap(x -> file(x), ['/etc/passwd'])",
    "WITH file('/etc/passwd') AS x SELECT x",
    "SELECT 1 ORDER BY file('/etc/passwd')",
    "SELECT 1 HAVING file('/etc/passwd') != ''",
    "SELECT count() OVER (PARTITION BY file('/etc/passwd'))",
    "SELECT * FROM numbers(length(file('/etc/passwd')))",
    "SELECT * FROM customer LIMIT 1 BY file('/etc/passwd')",
    "SELECT * REPLACE (file('/etc/passwd') AS customer) FROM customer",
    'SELECT nobodyKnowsThis(1)',
  ],
  construct: [
    'SELECT * APPLY(file) FROM customer',
    "SELECT COLUMNS('.*') APPLY(sleep) FROM customer",
    'SELECT * APPLY(x -> file(x)) FROM customer',
    'SELECT customer.* APPLY(toString) FROM customer',
  ],
  type: [
    "SELECT CAST('x' AS AggregateFunction(sum, UInt64))",
    "SELECT 'x'::AggregateFunction(groupBitmap, UInt32)",
    "SELECT CAST('x', 'AggregateFunction(uniq, String)')",
    "SELECT accurateCastOrNull('x', 'SimpleAggregateFunction(sum, UInt64)')",
    "SELECT JSONExtract('{}', 'AggregateFunction(sum, UInt64)')",
    "SELECT CAST('x' AS Array(AggregateFunction(sum, UInt64)))",
    "SELECT CAST('{}' AS JSON)",
    'SELECT CAST(1 AS Dynamic)',
  ],
  syntax: [
    'SELECT 1 +',
    'SELECT FROM WHERE',
    'SELECT (1',
    'SELECT 1)',
    'SELECT 1) , (SELECT 2',
    'WITH x SELECT',
  ],
  too_long: [
    `SELECT ${'('.repeat(3000)}1${')'.repeat(3000)}`,
    `SELECT 1 ${'+ 1'.repeat(20_000)}`,
    `SELECT '${'x'.repeat(60_000)}'`,
  ],
  empty: ['', '  ', '-- nothing', '/* nothing */', ';'],
}

const valid = [
  'SELECT count() FROM customer',
  'select Count(*), SUM(amount) from balance',
  'SELECT 1;',
  'SELECT 1 -- a comment; DROP TABLE customer',
  "SELECT 'DROP TABLE customer; SETTINGS' /* SETTINGS */ AS `分行 名称`",
  'SELECT c.branch, count() AS n FROM customer AS c LEFT JOIN balance b ON b.customer = c.customer GROUP BY c.branch HAVING n > 1 ORDER BY n DESC LIMIT 10 OFFSET 2',
  'WITH top AS (SELECT customer, sum(amount) AS aum FROM balance GROUP BY customer) SELECT * FROM top ORDER BY aum DESC LIMIT 5 BY customer',
  'SELECT branch, row_number() OVER (PARTITION BY branch ORDER BY age DESC) AS place FROM customer QUALIFY place <= 3',
  'SELECT sum(amount) OVER w, lagInFrame(amount) OVER w FROM balance WINDOW w AS (PARTITION BY customer ORDER BY valid_from ROWS BETWEEN 3 PRECEDING AND CURRENT ROW)',
  'SELECT quantiles(0.5, 0.9, 0.99)(amount), quantileTDigestIf(0.5)(amount, amount > 0), uniqCombined(customer) FROM balance',
  'SELECT arrayMap(x -> x * 2, range(5)), arrayFilter(x -> x > 1, [1, 2, 3]), arraySort(groupArray(age)) FROM customer',
  "SELECT properties['page'] AS page, countIf(name = '$pageview') FROM event GROUP BY ALL",
  'SELECT toStartOfMonth(at) AS month, uniqExact(customer) FROM event GROUP BY month WITH TOTALS ORDER BY month WITH FILL',
  "SELECT windowFunnel(86400)(toDateTime(at), name = 'a', name = 'b') FROM event GROUP BY customer",
  "SELECT retention(name = 'a', name = 'b') FROM event GROUP BY customer",
  "SELECT CAST(age AS Nullable(Float64)), age::String, toDecimal64(1, 2), CAST(at AS DateTime64(3, 'Asia/Shanghai')) FROM customer, event",
  'SELECT CASE WHEN age > 60 THEN 1 WHEN age IS NULL THEN 2 ELSE 3 END, if(age > 1, 1, 0), multiIf(1, 2, 3), age ? 1 : 2 FROM customer',
  "SELECT * FROM customer WHERE branch IN ('a', 'b') AND customer IN (SELECT customer FROM event) AND NOT (city LIKE 'x%' OR city ILIKE '%y')",
  'SELECT customer FROM customer WHERE customer IN segment_member',
  'SELECT 1 UNION ALL SELECT 2 UNION DISTINCT SELECT 3',
  'SELECT number FROM numbers(10) INTERSECT SELECT number FROM numbers(5)',
  'SELECT * EXCEPT (gender), * REPLACE (1 AS age) FROM customer',
  "SELECT COLUMNS('^a') FROM customer",
  'SELECT c.* FROM customer c',
  'SELECT k, v FROM event ARRAY JOIN mapKeys(properties) AS k, mapValues(properties) AS v',
  'SELECT a.customer FROM customer a ASOF JOIN event e ON a.customer = e.customer AND a.opened <= e.at',
  "SELECT dateDiff('day', opened, today()), opened + INTERVAL 3 MONTH, extract(year FROM opened), date_trunc('month', opened) FROM customer",
  'SELECT DISTINCT ON (branch) branch, city FROM customer',
  'SELECT branch, gender, count() FROM customer GROUP BY GROUPING SETS ((branch), (gender), ())',
  'SELECT (SELECT max(age) FROM customer) - age FROM customer',
  'FROM customer SELECT count()',
  "SELECT format('{}-{}', branch, city), splitByChar(',', city), replaceRegexpAll(city, 'a', 'b') FROM customer",
  'SELECT count(DISTINCT customer), argMax(amount, valid_from), topK(3)(class), corr(amount, amount) FROM balance',
  "SELECT sum(amount) FILTER (WHERE class = 'fund') FROM balance",
  'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT * FROM r',
  'SELECT tuple(1, 2).1, (1, 2), [1, 2][1], map(1, 2)[1], -1, 1e5, 0x1f, NULL, true',
]

describe('a statement', () => {
  const cases = Object.entries(attacks).flatMap(([kind, statements]) =>
    statements.map((sql) => [kind, sql] as const),
  )
  it('has at least 150 ways in that are tried', () => expect(cases.length).toBeGreaterThan(150))

  it('that is anything but a SELECT of what is allowed is refused, with the place', async () => {
    const wrong: string[] = []
    for (const [kind, written] of cases) {
      const sql = written.replaceAll('{db}', t.ctx.clickhouse.database)
      const problem = await problemOf(sql)
      const placed = problem && problem.from >= 0 && problem.from <= problem.to && problem.to <= sql.length
      if (problem?.kind !== kind || !placed)
        wrong.push(`${kind} expected: ${sql} -> ${JSON.stringify(problem)}`)
    }
    expect(wrong).toEqual([])
  })

  it('that only reads is let through', async () => {
    const refused: string[] = []
    for (const sql of valid) {
      const problem = await problemOf(sql)
      if (problem) refused.push(`${sql} -> ${JSON.stringify(problem)}`)
    }
    expect(refused).toEqual([])
  })

  it('is marked where it is wrong, also behind comments and Chinese', async () => {
    const sql = "-- 注释\nSELECT '中文', /* 哈 */ filé(1)"
    expect(await problemOf(sql)).toMatchObject({ kind: 'character', from: sql.indexOf('é') })
    const two = "/* 哈 */ SELECT '中文' AS x, sleep(1)"
    const at = two.indexOf('sleep')
    expect(await problemOf(two)).toMatchObject({ kind: 'function', subject: 'sleep', from: at, to: at + 5 })
    const three = "SELECT '中文' +* 2"
    expect(await problemOf(three)).toMatchObject({ kind: 'syntax', from: three.indexOf('2'), subject: '2' })
  })
})
