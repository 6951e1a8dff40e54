import {
  ApartmentOutlined,
  BarChartOutlined,
  DisconnectOutlined,
  DollarOutlined,
  FieldTimeOutlined,
  FunnelPlotOutlined,
  HeatMapOutlined,
  LineChartOutlined,
  MobileOutlined,
  NodeIndexOutlined,
  NumberOutlined,
  RetweetOutlined,
  SwapOutlined,
  SyncOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { asType } from '../model/new-question.ts'
import { type QuestionType, questionTypes } from '../model/question.ts'
import { useAsking } from './asking.ts'

export const typeIcons: { readonly [Type in QuestionType]: ReactNode } = {
  funnel: <FunnelPlotOutlined />,
  drop_off: <DisconnectOutlined />,
  trend: <LineChartOutlined />,
  retention: <RetweetOutlined />,
  path: <NodeIndexOutlined />,
  lifecycle: <SyncOutlined />,
  distribution: <BarChartOutlined />,
  frequency: <NumberOutlined />,
  sessions: <MobileOutlined />,
  interval: <FieldTimeOutlined />,
  heat: <HeatMapOutlined />,
  attribution: <ApartmentOutlined />,
  aum: <DollarOutlined />,
  tier_migration: <SwapOutlined />,
}

/** The kinds of question; changing over keeps the events, days and customers. */
export function TypesPicker() {
  const { t } = useTranslation()
  const { question, change } = useAsking()
  return (
    <div className="bn-ask-types" role="group" aria-label={t('analyses.question.type')}>
      {questionTypes.map((type) => (
        <button
          key={type}
          type="button"
          aria-pressed={question.type === type}
          title={t(`analyses.typeHelp.${type}`)}
          onClick={() => change(asType(question, type))}
        >
          <span aria-hidden>{typeIcons[type]}</span>
          <span>{t(`analyses.types.${type}`)}</span>
        </button>
      ))}
    </div>
  )
}
