import { DownloadOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { exportFile, exportsQuery, type SegmentExport } from '../../../api/segment-exports.ts'
import { useFormats } from '../../../app/format.ts'
import { Clip } from '../../../components/clip.tsx'
import { CursorTable } from '../../../components/cursor-table.tsx'
import { StatusDot, type Tone } from '../../../components/status-dot.tsx'
import { download } from './export-dialog.tsx'

const tones: Record<SegmentExport['state'], Tone> = {
  ready: 'busy',
  running: 'busy',
  done: 'good',
  failed: 'bad',
  cancelled: 'quiet',
  expired: 'quiet',
}

/** Who took which members out of the bank, when and why. */
export function ExportsTab({ id }: { id: string }) {
  const { t } = useTranslation()
  const format = useFormats()
  const query = useQuery(exportsQuery(id))
  return (
    <CursorTable<SegmentExport>
      label={t('segments.export.history')}
      query={query}
      rowKey={(one) => String(one.id)}
      empty={t('segments.export.none')}
      columns={[
        { title: t('segments.export.when'), dataIndex: 'createdAt', render: format.time },
        { title: t('segments.export.who'), dataIndex: 'createdBy' },
        {
          title: t('segments.export.reason'),
          dataIndex: 'reason',
          render: (text: string) => <Clip width={300} text={text} />,
        },
        {
          title: t('understand.segments.version'),
          dataIndex: 'version',
          render: (version: number) => `v${version}`,
        },
        { title: t('segments.export.rows'), dataIndex: 'rows', align: 'right', render: format.count },
        {
          title: t('segments.export.state'),
          key: 'state',
          render: (_, { state, error }) => (
            <span title={error ?? ''}>
              <StatusDot tone={tones[state]}>{t(`segments.export.states.${state}`)}</StatusDot>
            </span>
          ),
        },
        {
          key: 'fetch',
          render: (_, one) =>
            one.state === 'ready' && one.mine ? (
              <Button size="small" icon={<DownloadOutlined />} onClick={() => download(exportFile(one.id))}>
                {t('segments.export.fetch')}
              </Button>
            ) : null,
        },
      ]}
    />
  )
}
