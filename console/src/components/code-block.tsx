import { CopyOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'

/** Readable JSON where the text is JSON, else the text itself. */
export function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

export function CodeBlock({ text }: { text: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    message.success(t('common.copied'))
  }
  return (
    <div style={{ position: 'relative' }}>
      <pre className="bn-body" tabIndex={0}>
        {text}
      </pre>
      <Button
        size="small"
        icon={<CopyOutlined />}
        aria-label={t('common.copy')}
        style={{ position: 'absolute', top: 6, right: 8 }}
        onClick={() => void copy()}
      />
    </div>
  )
}
