import { Button, Form } from 'antd'
import { useTranslation } from 'react-i18next'
import type { WidgetContent } from '../../../../api/dashboards.ts'
import { NoteFields } from './note-fields.tsx'

type NoteContent = Extract<WidgetContent, { kind: 'note' }>

/** A text that stands among the numbers. */
export function WriteNote({ onAdd }: { onAdd: (content: WidgetContent) => void }) {
  const { t } = useTranslation()
  return (
    <Form<{ content: Pick<NoteContent, 'text'> }>
      layout="vertical"
      requiredMark={false}
      onFinish={({ content }) => onAdd({ kind: 'note', text: content.text })}
    >
      <NoteFields />
      <Button type="primary" htmlType="submit">
        {t('dashboards.add')}
      </Button>
    </Form>
  )
}
