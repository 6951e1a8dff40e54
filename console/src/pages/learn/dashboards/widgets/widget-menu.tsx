import {
  ExpandOutlined,
  FundOutlined,
  LineChartOutlined,
  MoreOutlined,
  ReloadOutlined,
} from '@ant-design/icons'
import { useNavigate } from '@tanstack/react-router'
import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import type { WidgetQuestion } from '../../../../api/dashboards.ts'
import type { LiveAnswer } from '../../analyses/use-answer.ts'

interface Properties {
  readonly name: string
  readonly question: WidgetQuestion | undefined
  readonly live: LiveAnswer
  readonly onRefresh: () => void
  readonly onFullScreen: () => void
}

/** What can be done with one widget: open what it asks, look closer, take it along, compute it again. */
export function WidgetMenu({ name, question, live, onRefresh, onFullScreen }: Properties) {
  const { t } = useTranslation()
  const navigate = useNavigate()
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
        ],
        onClick: ({ key }) => {
          if (key === 'open') open()
          else if (key === 'full') onFullScreen()
          else if (key === 'refresh') onRefresh()
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
