export { startClickHouseHttp, type ClickHouseHttp } from './start-clickhouse-http.ts'
