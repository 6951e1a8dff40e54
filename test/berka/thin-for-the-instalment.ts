import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

type Row = Readonly<Record<string, string>>

function readRows(file: string): Row[] {
  const [head = '', ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trim().split(/\r?\n/)
  const names = head.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [names[at] ?? '', cell])))
}

/**
 * The audience of the loan-repayment journey by plain reading of the files: accounts whose loan was granted by one of
 * the days and that held less than `below` at its end.
 */
export function thinForTheInstalment(directory: string, days: readonly string[], below: number): Set<string> {
  const loans = readRows(`${directory}/loan.csv.gz`)
  const transactions = readRows(`${directory}/trans.csv.gz`)
  const found = new Set<string>()
  for (const day of days) {
    const cents = new Map<string, number>()
    for (const { account_id = '', date = '', type, amount } of transactions) {
      if (date > day) continue
      const signed = Math.round(Number(amount) * 100) * (type === 'PRIJEM' ? 1 : -1)
      cents.set(account_id, (cents.get(account_id) ?? 0) + signed)
    }
    for (const { account_id = '', date = '' } of loans)
      if (date <= day && (cents.get(account_id) ?? 0) < below * 100) found.add(account_id)
  }
  return found
}
