import type { FindingView } from './schema.ts'

const formats = {
  count: { maximumFractionDigits: 0 },
  money: { maximumFractionDigits: 2 },
  share: { style: 'percent', maximumFractionDigits: 2 },
  number: { maximumFractionDigits: 4 },
} as const

/** What a mail about a finding says, in both languages. */
export function wordsOfFinding(finding: FindingView): { subject: string; text: string } {
  const { name, metricName, organisationName, condition, lastDay } = finding
  const number = (value: number): string => new Intl.NumberFormat('en', formats[finding.unit]).format(value)
  const where =
    organisationName === ''
      ? { zh: '全行', en: 'the whole bank' }
      : { zh: organisationName, en: organisationName }
  const compared = {
    threshold: { zh: '阈值', en: 'threshold' },
    change: { zh: '前期', en: 'earlier' },
    anomaly: { zh: '预期', en: 'expected' },
  }[condition.type]
  const value = number(finding.value)
  const other = number(finding.compared)
  return {
    subject: `[Banyan] ${name['zh-CN']} / ${name.en}: ${where.zh}`,
    text: [
      `${lastDay} ${where.zh} ${metricName['zh-CN']}：${value}（${compared.zh} ${other}）`,
      `${lastDay} ${metricName.en} of ${where.en}: ${value} (${compared.en} ${other})`,
    ].join('\n'),
  }
}
