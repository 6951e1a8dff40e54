import { Table } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Arm, Effect } from '../../api/effects.ts'
import { useFormats } from '../../app/format.ts'
import { rateOf } from './rate.ts'

const counts = ['contacted', 'delivered', 'opened', 'clicked', 'converted'] as const

/** Both sides of the comparison, with shares of everyone assigned. */
export function ArmsTable({ effect }: { effect: Effect }) {
  const { t } = useTranslation()
  const format = useFormats()
  const rows = [
    { side: t('learn.effects.treated'), arm: effect.treated },
    ...(effect.holdout === null ? [] : [{ side: t('learn.effects.holdout'), arm: effect.holdout }]),
  ]
  return (
    <Table
      size="small"
      rowKey="side"
      pagination={false}
      dataSource={rows}
      columns={[
        { title: t('learn.effects.side'), dataIndex: 'side' },
        {
          title: t('learn.effects.assigned'),
          key: 'assigned',
          align: 'right',
          render: (_, { arm }) => format.count(arm.customers),
        },
        ...counts.map((name) => ({
          title: t(`learn.effects.${name}`),
          key: name,
          align: 'right' as const,
          render: (_: unknown, { arm }: { arm: Arm }) => (
            <>
              {format.count(arm[name])} <span className="bn-quiet">{format.share(rateOf(arm, name))}</span>
            </>
          ),
        })),
        {
          title: t('learn.effects.aumChange'),
          key: 'aum',
          align: 'right',
          render: (_, { arm }) => format.signed(arm.aumChange),
        },
      ]}
    />
  )
}
