import { useMutation } from '@tanstack/react-query'
import { App } from 'antd'
import { useTranslation } from 'react-i18next'
import { type BoardFilters, exportDashboard, type ExportFormat } from '../../../api/dashboards.ts'
import { useLanguage } from '../../../app/language.ts'
import { useTellProblem } from '../../../components/tell-problem.ts'
import { saveFile } from '../analyses/answer/csv.ts'

/** Takes the numbers of a board, or of one widget, along as a file, with the filters in force. */
export function useExport(board: number, filters: BoardFilters) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const tellProblem = useTellProblem()
  const language = useLanguage()
  return useMutation({
    mutationFn: async ({ format, name, widget }: { format: ExportFormat; name: string; widget?: string }) => {
      const hide = message.loading(t('dashboards.exporting'), 0)
      try {
        saveFile(`${name}.${format}`, await exportDashboard(board, { format, language, widget, filters }))
      } finally {
        hide()
      }
    },
    onError: tellProblem,
  })
}
