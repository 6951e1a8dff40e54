import { DownOutlined, EditOutlined, ExportOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { App, Button, Dropdown } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RuleJson } from '../../../api/rules.ts'
import {
  archiveSegment,
  changeSegment,
  copySegment,
  restoreSegment,
  type SegmentDetail,
} from '../../../api/segments.ts'
import { useMay } from '../../../components/page.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'
import { SaveDialog, type SegmentNaming } from '../segment-editor/save-dialog.tsx'
import { ExportDialog } from './export-dialog.tsx'
import { SnapshotButton } from './snapshot-button.tsx'

/** What may be done with a segment; what may not is not shown. */
export function SegmentActions({ segment }: { segment: SegmentDetail }) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const mayWrite = useMay('understand:write')
  const mayExport = useMay('segments:export')
  const [open, setOpen] = useState<'export' | 'copy' | 'rename'>()
  const archived = segment.archivedAt !== null
  const after = async (text: string) => {
    setOpen(undefined)
    await queries.invalidateQueries({ queryKey: ['segments'] })
    message.success(text)
  }
  const onError = useTellProblem()
  const archive = useMutation({
    mutationFn: () => archiveSegment(segment),
    onSuccess: () => after(t('segments.actions.archived')),
    onError,
  })
  const restore = useMutation({
    mutationFn: () => restoreSegment(segment),
    onSuccess: () => after(t('segments.actions.restored')),
    onError,
  })
  const copy = useMutation({
    mutationFn: ({ key, name }: SegmentNaming) => copySegment(segment.key, { key, name }),
    onSuccess: async ({ key }) => {
      await after(t('segments.actions.copied'))
      await navigate({ to: '/understand/segments/$key', params: { key } })
    },
  })
  const rename = useMutation({
    mutationFn: ({ name, description }: SegmentNaming) =>
      changeSegment(segment.key, segment.version, { name, description, rule: segment.rule as RuleJson }),
    onSuccess: () => after(t('segments.saved')),
  })
  const run = (key: string) => {
    if (key === 'copy' || key === 'rename') setOpen(key)
    if (key === 'restore') restore.mutate()
    if (key === 'archive')
      modal.confirm({
        title: t('segments.actions.archiveTitle'),
        content: t('segments.actions.archiveText'),
        okText: t('segments.actions.archive'),
        cancelText: t('common.cancel'),
        onOk: () => archive.mutateAsync().catch(() => undefined),
      })
  }
  return (
    <>
      {mayWrite && !archived && (
        <Link to="/understand/segments/$key/edit" params={{ key: segment.key }}>
          <Button icon={<EditOutlined />} tabIndex={-1}>
            {t('segments.edit')}
          </Button>
        </Link>
      )}
      {mayWrite && !archived && <SnapshotButton id={segment.key} />}
      {mayExport && segment.snapshot !== null && (
        <Button icon={<ExportOutlined />} onClick={() => setOpen('export')}>
          {t('segments.actions.export')}
        </Button>
      )}
      {mayWrite && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              ...(archived ? [] : [{ key: 'rename', label: t('segments.details') }]),
              { key: 'copy', label: t('segments.actions.duplicate') },
              { type: 'divider' },
              archived
                ? { key: 'restore', label: t('segments.actions.restore') }
                : { key: 'archive', danger: true, label: t('segments.actions.archive') },
            ],
            onClick: ({ key }) => run(key),
          }}
        >
          <Button icon={<DownOutlined />} iconPlacement="end" loading={restore.isPending}>
            {t('segments.actions.more')}
          </Button>
        </Dropdown>
      )}
      {open === 'export' && <ExportDialog segment={segment} onClose={() => setOpen(undefined)} />}
      {open === 'copy' && (
        <SaveDialog
          title={t('segments.actions.duplicate')}
          saving={copy.isPending}
          error={copy.error}
          onSave={copy.mutate}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open === 'rename' && (
        <SaveDialog
          title={t('segments.details')}
          start={segment}
          saving={rename.isPending}
          error={rename.error}
          onSave={rename.mutate}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  )
}
