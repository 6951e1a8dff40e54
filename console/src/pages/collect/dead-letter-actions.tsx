import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Popconfirm, Space } from 'antd'
import { useTranslation } from 'react-i18next'
import { discardDeadLetters, replayDeadLetters } from '../../api/dead-letters.ts'
import { useTellProblem } from '../../components/tell-problem.ts'

interface Properties {
  readonly ids: readonly string[]
  readonly onDone: () => void
  readonly showCount?: boolean
}

export function DeadLetterActions({ ids, onDone, showCount = false }: Properties) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const onSuccess = async (text: string) => {
    message.success(text)
    onDone()
    await queries.invalidateQueries({ queryKey: ['dead-letters'] })
  }
  const onError = useTellProblem()
  const replay = useMutation({
    mutationFn: () => replayDeadLetters([...ids]),
    onSuccess: ({ changed }) => onSuccess(t('collect.deadLetters.replayedNow', { count: changed })),
    onError,
  })
  const discard = useMutation({
    mutationFn: () => discardDeadLetters([...ids]),
    onSuccess: ({ changed }) => onSuccess(t('collect.deadLetters.discardedNow', { count: changed })),
    onError,
  })
  return (
    <Space>
      {showCount && (
        <span className="bn-quiet">{t('collect.deadLetters.selected', { count: ids.length })}</span>
      )}
      <Button type="primary" loading={replay.isPending} onClick={() => replay.mutate()}>
        {t('collect.deadLetters.replay')}
      </Button>
      <Popconfirm title={t('collect.deadLetters.discardQuestion')} onConfirm={() => discard.mutate()}>
        <Button danger loading={discard.isPending}>
          {t('collect.deadLetters.discard')}
        </Button>
      </Popconfirm>
    </Space>
  )
}
