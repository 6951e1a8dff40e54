import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Drawer, type TableColumnsType, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type DeadLetter, deadLetterCountsQuery, deadLettersQuery } from '../../api/dead-letters.ts'
import { useFormats } from '../../app/format.ts'
import { useFilters } from '../../app/search.ts'
import { Clip } from '../../components/clip.tsx'
import { CursorTable } from '../../components/cursor-table.tsx'
import { ChoiceFilter, FilterBar } from '../../components/filter-bar.tsx'
import { Page, useMay } from '../../components/page.tsx'
import { StatusDot, type Tone } from '../../components/status-dot.tsx'
import { DeadLetterActions } from './dead-letter-actions.tsx'
import { DeadLetterDetails } from './dead-letter-details.tsx'
import { useRejectionReason } from './rejection-reason.ts'
import { sourceIn, useSourceNames } from './source-names.ts'

const states = ['open', 'replayed', 'discarded'] as const
const tones: Record<DeadLetter['state'], Tone> = { open: 'warn', replayed: 'good', discarded: 'quiet' }

export function DeadLettersPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('common.pages.deadLetters')} lead={t('collect.deadLetters.lead')} scope="collect:read">
      <DeadLetters />
    </Page>
  )
}

function DeadLetters() {
  const { t } = useTranslation()
  const format = useFormats()
  const reasonOf = useRejectionReason()
  const mayWrite = useMay('collect:write')
  const [selected, setSelected] = useState<readonly string[]>([])
  const { nameOf, choices } = useSourceNames()
  const [filters, change] = useFilters()
  const { cursor, reason, id } = filters
  const source = sourceIn(filters['source'])
  const state = states.find((one) => one === filters['state'])
  const letters = useQuery({
    ...deadLettersQuery({ cursor, reason, source, state }),
    placeholderData: keepPreviousData,
  })
  const counts = useQuery(deadLetterCountsQuery({ source, state }))
  const opened = letters.data?.items.find((letter) => letter.id === id)
  const columns: TableColumnsType<DeadLetter> = [
    { title: t('collect.received'), dataIndex: 'received', render: format.time },
    { title: t('collect.deadLetters.reason'), dataIndex: 'reason', render: reasonOf },
    {
      title: t('collect.deadLetters.detail'),
      dataIndex: 'detail',
      render: (text: string) => <Clip width={400} text={text} />,
    },
    { title: t('collect.source'), dataIndex: 'source', render: nameOf },
    {
      title: t('collect.deadLetters.protocol'),
      dataIndex: 'protocol',
      render: (protocol: string) => <Tag>{protocol}</Tag>,
    },
    {
      title: t('collect.deadLetters.state'),
      dataIndex: 'state',
      render: (value: DeadLetter['state']) => (
        <StatusDot tone={tones[value]}>{t(`collect.deadLetters.states.${value}`)}</StatusDot>
      ),
    },
  ]
  return (
    <>
      <FilterBar names={['state', 'reason', 'source']} refresh={() => void letters.refetch()}>
        <ChoiceFilter
          name="state"
          label={t('collect.deadLetters.state')}
          options={states.map((value) => ({ value, label: t(`collect.deadLetters.states.${value}`) }))}
        />
        <ChoiceFilter
          name="reason"
          label={t('collect.deadLetters.reason')}
          width={220}
          options={(counts.data?.items ?? []).map((one) => ({
            value: one.reason,
            label: `${reasonOf(one.reason)} · ${format.count(one.letters)}`,
          }))}
        />
        <ChoiceFilter name="source" label={t('collect.source')} options={choices} />
        {mayWrite && selected.length > 0 && (
          <DeadLetterActions ids={selected} onDone={() => setSelected([])} showCount />
        )}
      </FilterBar>
      <CursorTable
        label={t('common.pages.deadLetters')}
        query={letters}
        columns={columns}
        rowKey={(letter) => letter.id}
        filtered={reason !== undefined || source !== undefined || state !== undefined}
        onOpen={(letter) => change({ cursor, id: letter.id })}
        {...(mayWrite
          ? {
              selection: {
                selected,
                onSelect: setSelected,
                isSelectable: (letter: DeadLetter) => letter.state === 'open',
              },
            }
          : {})}
        empty={t('collect.deadLetters.empty')}
      />
      <Drawer
        open={opened !== undefined}
        size={680}
        title={opened === undefined ? '' : reasonOf(opened.reason)}
        onClose={() => change({ cursor, id: undefined })}
        extra={
          mayWrite && opened?.state === 'open' ? (
            <DeadLetterActions ids={[opened.id]} onDone={() => change({ cursor, id: undefined })} />
          ) : null
        }
      >
        {opened !== undefined && <DeadLetterDetails letter={opened} source={nameOf(opened.source)} />}
      </Drawer>
    </>
  )
}
