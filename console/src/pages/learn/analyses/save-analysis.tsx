import { CopyOutlined, DeleteOutlined, EditOutlined, LinkOutlined, MoreOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { App, Button, Dropdown } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type Analysis,
  type AnalysisToSave,
  changeAnalysis,
  createAnalysis,
  deleteAnalysis,
  type SavedAnalysis,
} from '../../../api/analyses.ts'
import { problemOf } from '../../../api/problem.ts'
import { useFormats } from '../../../app/format.ts'
import { useMay } from '../../../components/page.tsx'
import { useTellProblem } from '../../../components/tell-problem.ts'
import { SaveDialog } from '../../understand/segment-editor/save-dialog.tsx'

interface Properties {
  readonly saved: SavedAnalysis | undefined
  readonly dirty: boolean
  /** Null while something is missing. */
  readonly analysis: Analysis | null
}

/** Saves, copies, renames or deletes; Ctrl+S saves. */
export function SaveAnalysis({ saved, dirty, analysis }: Properties) {
  const { t } = useTranslation()
  const format = useFormats()
  const { message, modal } = App.useApp()
  const tellProblem = useTellProblem()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const may = useMay('learn:write')
  const [naming, setNaming] = useState<'new' | 'copy' | 'rename'>()
  const save = useMutation({
    mutationFn: ({ target, body }: { target: SavedAnalysis | undefined; body: AnalysisToSave }) =>
      target === undefined ? createAnalysis(body) : changeAnalysis(target, body),
    onSuccess: async (result) => {
      setNaming(undefined)
      queries.setQueryData(['analyses', result.id], result)
      await queries.invalidateQueries({ queryKey: ['analyses'] })
      message.success(t('analyses.saved'))
      await navigate({
        to: '/learn/analyses/$id',
        params: { id: String(result.id) },
        search: withoutQuestion as never,
        replace: result.id === saved?.id,
      })
    },
    onError: async (error) => {
      if (problemOf(error).status !== 412) {
        if (naming === undefined) tellProblem(error)
        return
      }
      await queries.invalidateQueries({ queryKey: ['analyses'] })
      message.warning(t('analyses.conflict'), 8)
    },
  })
  const remove = useMutation({
    mutationFn: deleteAnalysis,
    onSuccess: async () => {
      await navigate({ to: '/learn/analyses' })
      await queries.invalidateQueries({ queryKey: ['analyses'] })
      message.success(t('analyses.deleted'))
    },
    onError: tellProblem,
  })
  const start = () => {
    if (!may || (saved !== undefined && !dirty)) return
    if (analysis === null) message.warning(t('analyses.incomplete'))
    else if (saved === undefined) setNaming('new')
    else save.mutate({ target: saved, body: { name: saved.name, description: saved.description, analysis } })
  }
  useSaveKey(start)
  const copyLink = async () => {
    await navigator.clipboard.writeText(location.href)
    message.success(t('analyses.linkCopied'))
  }
  const askToDelete = (target: SavedAnalysis) =>
    modal.confirm({
      title: t('analyses.delete'),
      content: t('analyses.deleteHelp', { name: format.name(target.name) }),
      okText: t('analyses.delete'),
      okButtonProps: { danger: true },
      cancelText: t('common.cancel'),
      onOk: () => remove.mutateAsync(target).catch(() => undefined),
    })
  return (
    <>
      <Button icon={<LinkOutlined />} onClick={() => void copyLink()}>
        {t('analyses.copyLink')}
      </Button>
      {may && (
        <Button
          type="primary"
          title="Ctrl+S"
          loading={save.isPending && naming === undefined}
          disabled={saved !== undefined && !dirty}
          onClick={start}
        >
          {t('segments.save')}
        </Button>
      )}
      {may && saved !== undefined && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              { key: 'copy', icon: <CopyOutlined />, label: t('analyses.saveAs') },
              { key: 'rename', icon: <EditOutlined />, label: t('analyses.rename') },
              { key: 'delete', icon: <DeleteOutlined />, label: t('analyses.delete'), danger: true },
            ],
            onClick: ({ key }) => {
              if (key === 'delete') askToDelete(saved)
              else if (key === 'copy' && analysis === null) message.warning(t('analyses.incomplete'))
              else setNaming(key === 'copy' ? 'copy' : 'rename')
            },
          }}
        >
          <Button icon={<MoreOutlined />} aria-label={t('analyses.more')} />
        </Dropdown>
      )}
      {naming !== undefined && (
        <SaveDialog
          title={t(naming === 'rename' ? 'analyses.rename' : 'analyses.saveAs')}
          start={
            saved !== undefined && naming === 'rename'
              ? { name: saved.name, description: saved.description }
              : { name: { 'zh-CN': '', en: '' }, description: '' }
          }
          saving={save.isPending}
          error={save.error}
          onSave={({ name, description }) => {
            // A new name leaves the saved question as it is.
            const target = naming === 'rename' ? saved : undefined
            const body = target?.analysis ?? analysis
            if (body !== null) save.mutate({ target, body: { name, description, analysis: body } })
          }}
          onClose={() => {
            setNaming(undefined)
            save.reset()
          }}
        />
      )}
    </>
  )
}

/** The address no longer needs the question: it is the saved one. */
const withoutQuestion = (before: object) => ({ ...before, q: undefined, cell: undefined })

function useSaveKey(save: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return
      event.preventDefault()
      if (document.querySelector('.ant-modal-wrap') === null) save()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [save])
}
