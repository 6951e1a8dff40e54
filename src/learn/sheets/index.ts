export type { Sheet, SheetUnit } from './sheet.ts'
export { writeCsv } from './write-csv.ts'
export { writeExcel } from './write-excel.ts'
