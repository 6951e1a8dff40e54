import {
  DownloadOutlined,
  ExpandOutlined,
  FundOutlined,
  LineChartOutlined,
  MoreOutlined,
  ReloadOutlined,
} from '@ant-design/icons'
import { useNavigate } from '@tanstack/react-router'
import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Widget, WidgetQuestion } from '../../../../api/dashboards.ts'
import { useExport } from '../use-export.ts'
import type { LiveAnswer } from '../../analyses/use-answer.ts'

import { useBoard } from './board-context.ts'

interface Properties {
  readonly name: string
  readonly widget: Widget
  readonly question: WidgetQuestion | undefined
  readonly live: LiveAnswer
  readonly onRefresh: () => void
  readonly onFullScreen: () => void
}

/** What can be done with one widget: open what it asks, look closer, take it along, compute it again. */
export function WidgetMenu({ name, widget, question, live, onRefresh, onFullScreen }: Properties) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { board, filters } = useBoard()
  const exporting = useExport(board, filters)
  const open = () => {
    if (question?.kind === 'metric') {
      const { metric, organisation } = question.question
      void navigate({
        to: '/learn/metrics/$key',
        params: { key: metric },
        search: organisation === '' ? {} : { organisation },
      })
    } else if (question?.kind === 'analysis')
      // The question as it stands with the filters, in the address; a saved one can be saved again there.
      void navigate({ to: '/learn/analyses/new', search: { q: question.analysis } })
  }
  const answered = question?.kind === 'metric' || live.answered !== undefined
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          question?.kind === 'metric'
            ? { key: 'open', icon: <FundOutlined />, label: t('dashboards.openMetric') }
            : { key: 'open', icon: <LineChartOutlined />, label: t('dashboards.openAnalysis') },
          { key: 'full', icon: <ExpandOutlined />, label: t('dashboards.fullScreen'), disabled: !answered },
          { key: 'refresh', icon: <ReloadOutlined />, label: t('common.refresh') },
          { type: 'divider' },
          { key: 'csv', icon: <DownloadOutlined />, label: 'CSV' },
          { key: 'xlsx', icon: <DownloadOutlined />, label: 'Excel' },
        ],
        onClick: ({ key }) => {
          if (key === 'open') open()
          else if (key === 'full') onFullScreen()
          else if (key === 'refresh') onRefresh()
          else if (key === 'csv' || key === 'xlsx') exporting.mutate({ format: key, name, widget: widget.id })
        },
      }}
    >
      <Button
        type="text"
        size="small"
        icon={<MoreOutlined />}
        aria-label={t('dashboards.widgetMenu', { name })}
      />
    </Dropdown>
  )
}
