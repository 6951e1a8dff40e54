import { Checkbox, Form, Input, Modal, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { pictureTexts } from '#pictures'
import type { Widget } from '../../../../api/dashboards.ts'
import { MetricFields } from './metric-fields.tsx'
import { NoteFields } from './note-fields.tsx'

const filterNames = ['range', 'segment', 'population', 'organisation', 'breakdown', 'compare'] as const
/** The views that a type has besides its usual one. */
const views: Readonly<Partial<Record<string, readonly View[]>>> = {
  trend: ['line', 'area', 'bar', 'stacked', 'pie'],
  funnel: ['times'],
  retention: ['curves'],
  interval: ['median', 'mean'],
}
type View = Exclude<keyof typeof pictureTexts.en.views, 'steps' | 'heat' | 'bars'>

interface Fields {
  readonly title: { 'zh-CN': string; en: string }
  readonly ignores: Widget['ignores']
  readonly content: Widget['content']
}

interface Properties {
  readonly widget: Widget
  /** What it is called unless it has a title of its own. */
  readonly named: Widget['title']
  /** Of the analysis that it shows. */
  readonly type: string | undefined
  readonly onSave: (widget: Widget) => void
  readonly onClose: () => void
}

/** Title, what is shown, and which filters of the board are not followed. */
export function WidgetSettings({ widget, named, type, onSave, onClose }: Properties) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Fields>()
  const { content } = widget
  return (
    <Modal
      open
      destroyOnHidden
      title={t('dashboards.settings')}
      okText={t('dashboards.apply')}
      cancelText={t('common.cancel')}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ title: widget.title ?? { 'zh-CN': '', en: '' }, ignores: widget.ignores, content }}
        onFinish={({ title, ignores, content: changed }) => {
          const zh = title['zh-CN'].trim()
          const en = title.en.trim()
          const { title: _, ...rest } = widget
          onSave({
            ...rest,
            ...(zh === '' && en === '' ? {} : { title: { 'zh-CN': zh || en, en: en || zh } }),
            ignores: ignores ?? widget.ignores,
            // Fields that are not shown keep what they were.
            content: { ...content, ...changed } as Widget['content'],
          })
        }}
      >
        <div className="bn-two">
          <Form.Item name={['title', 'zh-CN']} label={t('dashboards.titleChinese')}>
            <Input maxLength={200} placeholder={named?.['zh-CN']} />
          </Form.Item>
          <Form.Item name={['title', 'en']} label={t('dashboards.titleEnglish')}>
            <Input maxLength={200} placeholder={named?.en} />
          </Form.Item>
        </div>
        {(content.kind === 'saved' || content.kind === 'analysis') && (
          <Form.Item name={['content', 'picture']} label={t('dashboards.picture')}>
            <Select
              options={[
                ...(['auto', 'table', 'number'] as const).map((value) => ({
                  value: value as string,
                  label: t(`dashboards.pictures.${value}`),
                })),
                ...(views[type ?? ''] ?? []).map((value) => ({
                  value,
                  label: t(`analyses.views.${value}`),
                })),
              ]}
            />
          </Form.Item>
        )}
        {content.kind === 'metric' && <MetricFields />}
        {content.kind === 'note' && <NoteFields />}
        {content.kind !== 'note' && (
          <Form.Item name="ignores" label={t('dashboards.ignores')}>
            <Checkbox.Group
              options={filterNames.map((value) => ({ value, label: t(`dashboards.filters.${value}`) }))}
            />
          </Form.Item>
        )}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </Form>
    </Modal>
  )
}
