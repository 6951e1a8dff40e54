import { Drawer, Tabs } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WidgetContent } from '../../../../api/dashboards.ts'
import { AskNew } from './ask-new.tsx'
import type { BoardStore } from './board-store.ts'
import { ChooseMetric } from './choose-metric.tsx'
import { ChooseSaved } from './choose-saved.tsx'
import { newWidget } from './new-widget.ts'
import { WriteNote } from './write-note.tsx'

const kinds = ['saved', 'analysis', 'metric', 'note'] as const
type Kind = (typeof kinds)[number]

/** A saved analysis, a new question, a metric or a text becomes a widget at the first free place. */
export function AddWidget({ store, onClose }: { store: BoardStore; onClose: () => void }) {
  const { t } = useTranslation()
  const [kind, setKind] = useState<Kind>('saved')
  const add = (content: WidgetContent) => {
    store.getState().apply((before) => ({
      ...before,
      widgets: [...before.widgets, newWidget(before.widgets, content)],
    }))
    onClose()
  }
  const parts = {
    saved: <ChooseSaved onAdd={add} />,
    analysis: <AskNew onAdd={add} />,
    metric: <ChooseMetric onAdd={add} />,
    note: <WriteNote onAdd={add} />,
  }
  return (
    <Drawer
      open
      destroyOnHidden
      size={kind === 'analysis' ? 980 : 560}
      title={t('dashboards.addWidget')}
      onClose={onClose}
    >
      <Tabs
        activeKey={kind}
        onChange={(next) => setKind(kinds.find((one) => one === next) ?? 'saved')}
        items={kinds.map((one) => ({
          key: one,
          label: t(`dashboards.adds.${one}`),
          children: one === kind ? parts[one] : null,
        }))}
      />
    </Drawer>
  )
}
