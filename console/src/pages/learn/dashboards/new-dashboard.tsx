import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { createDashboard } from '../../../api/dashboards.ts'
import { SaveDialog } from '../../understand/segment-editor/save-dialog.tsx'

/** Names a board and opens it, still empty. */
export function NewDashboard({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const make = useMutation({
    mutationFn: createDashboard,
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ['dashboards', 'list'] })
      await navigate({ to: '/learn/dashboards/$id', params: { id: String(id) } })
    },
  })
  return (
    <SaveDialog
      title={t('dashboards.new')}
      start={{ name: { 'zh-CN': '', en: '' }, description: '' }}
      saving={make.isPending}
      error={make.error}
      onSave={({ name, description }) => make.mutate({ name, description, widgets: [], filters: {} })}
      onClose={onClose}
    />
  )
}
