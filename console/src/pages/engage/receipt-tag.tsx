import { Tag } from 'antd'
import { useTranslation } from 'react-i18next'

const colours = {
  pending: 'gold',
  deferred: 'gold',
  sent: 'default',
  retried: 'default',
  dropped: 'orange',
  failed: 'red',
  delivered: 'blue',
  opened: 'cyan',
  clicked: 'green',
} as const
/** What can become of a contact, in the order in which it happens. */
export const receiptStatuses = [
  'pending',
  'deferred',
  'sent',
  'retried',
  'dropped',
  'failed',
  'delivered',
  'opened',
  'clicked',
] as const satisfies readonly (keyof typeof colours)[]

/** What became of a contact, in words; a status that is new to the console stays as it is. */
export function ReceiptTag({ status }: { status: string }) {
  const { t } = useTranslation()
  const known = receiptStatuses.find((one) => one === status)
  return known === undefined ? (
    <Tag>{status}</Tag>
  ) : (
    <Tag color={colours[known]}>{t(`engage.receipts.${known}`)}</Tag>
  )
}
