export { bucketSql, bucketsOf } from './bucket-sql.ts'
