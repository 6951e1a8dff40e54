import { useQuery } from '@tanstack/react-query'
import { Button, Form, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WidgetContent } from '../../../../api/dashboards.ts'
import { metricsQuery } from '../../../../api/metrics.ts'
import { useFormats } from '../../../../app/format.ts'
import { MetricFields, usualShown } from './metric-fields.tsx'

type MetricContent = Extract<WidgetContent, { kind: 'metric' }>

/** A metric as a number, by day, or by organisation. */
export function ChooseMetric({ onAdd }: { onAdd: (content: WidgetContent) => void }) {
  const { t } = useTranslation()
  const format = useFormats()
  const [search, setSearch] = useState('')
  const metrics = useQuery(metricsQuery({ limit: 100, ...(search === '' ? {} : { search }) }))
  return (
    <Form<{ content: MetricContent }>
      layout="vertical"
      requiredMark={false}
      initialValues={{ content: { organisation: '', shown: usualShown.number } }}
      onFinish={({ content }) =>
        onAdd({ ...content, organisation: content.organisation ?? '', kind: 'metric' })
      }
    >
      <Form.Item
        name={['content', 'metric']}
        label={t('dashboards.adds.metric')}
        rules={[{ required: true, message: t('segments.form.required') }]}
      >
        <Select
          showSearch={{ filterOption: false, onSearch: setSearch }}
          loading={metrics.isFetching}
          placeholder={t('dashboards.chooseMetric')}
          options={(metrics.data?.items ?? []).map(({ key, name }) => ({
            value: key,
            label: format.name(name),
          }))}
        />
      </Form.Item>
      <MetricFields />
      <Button type="primary" htmlType="submit">
        {t('dashboards.add')}
      </Button>
    </Form>
  )
}
