import { Form, InputNumber, Segmented, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { WidgetContent } from '../../../../api/dashboards.ts'
import { OrganisationFilter } from '../board-filter-bar.tsx'

export const shows = ['number', 'series', 'ranking'] as const
type Shown = Extract<WidgetContent, { kind: 'metric' }>['shown']

/** What a metric is shown as when nobody has said more. */
export const usualShown: { readonly [Show in Shown['show']]: Extract<Shown, { show: Show }> } = {
  number: { show: 'number', against: 'week' },
  series: { show: 'series' },
  ranking: { show: 'ranking', level: 'branch', by: 'value', against: 'month', order: 'best', limit: 10 },
}

function choice<Value extends string>(
  name: string,
  label: string,
  values: readonly Value[],
  text: (value: Value) => string,
) {
  return (
    <Form.Item name={['content', 'shown', name]} label={label}>
      <Select options={values.map((value) => ({ value, label: text(value) }))} />
    </Form.Item>
  )
}

/** How a metric is shown, and of which organisation. */
export function MetricFields() {
  const { t } = useTranslation()
  const form = Form.useFormInstance<{ content: { shown: Shown } }>()
  const show = Form.useWatch(['content', 'shown', 'show'], form) as Shown['show'] | undefined
  return (
    <>
      <Form.Item name={['content', 'shown', 'show']} label={t('dashboards.shownAs')}>
        <Segmented
          options={shows.map((value) => ({ value, label: t(`dashboards.kinds.${value}`) }))}
          onChange={(next) => form.setFieldValue(['content', 'shown'], usualShown[next])}
        />
      </Form.Item>
      <Form.Item name={['content', 'organisation']} label={t('dashboards.filters.organisation')}>
        <OrganisationInput />
      </Form.Item>
      {(show === 'number' || show === 'ranking') &&
        choice(
          'against',
          t('dashboards.againstLabel'),
          ['day', 'week', 'month', 'quarter', 'year'] as const,
          (value) => t(`dashboards.against.${value}`),
        )}
      {show === 'ranking' && (
        <div className="bn-two">
          {choice('level', t('dashboards.level'), ['branch', 'sub_branch'] as const, (value) =>
            t(`analyses.levels.${value}`),
          )}
          {choice('by', t('dashboards.rankBy'), ['value', 'change'] as const, (value) =>
            t(`dashboards.by.${value}`),
          )}
          {choice('order', t('dashboards.order'), ['best', 'worst'] as const, (value) =>
            t(`dashboards.orders.${value}`),
          )}
          <Form.Item name={['content', 'shown', 'limit']} label={t('dashboards.limit')}>
            <InputNumber min={1} max={200} precision={0} style={{ width: '100%' }} />
          </Form.Item>
        </div>
      )}
    </>
  )
}

/** An organisation in a form; empty is the whole bank. */
function OrganisationInput(props: { value?: string; onChange?: (value: string) => void }) {
  return <OrganisationFilter block value={props.value} onChange={(code) => props.onChange?.(code ?? '')} />
}
