import { LeftOutlined, RightOutlined, VerticalRightOutlined } from '@ant-design/icons'
import { type UseQueryResult } from '@tanstack/react-query'
import { Button, Empty, Table, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Page } from '../api/client.ts'
import { useFilters } from '../app/search.ts'
import { ProblemState } from './problem-state.tsx'

interface Properties<Row extends object> {
  readonly query: UseQueryResult<Page<Row>>
  readonly columns: TableColumnsType<Row>
  readonly rowKey: (row: Row) => string
  readonly filtered?: boolean
  readonly onOpen?: (row: Row) => void
  /** The server sorts: called when the one sortable column is asked to change. */
  readonly onSort?: (order: 'ascend' | 'descend' | null) => void
  /** The server sorts by one of several: called with the column's key. */
  readonly onSortBy?: (key: string, order: 'ascend' | 'descend' | null) => void
  /** Rows that can be chosen for an action on several at once. */
  readonly selection?: {
    readonly selected: readonly string[]
    readonly onSelect: (keys: readonly string[]) => void
    readonly isSelectable: (row: Row) => boolean
  }
  readonly label: string
  readonly empty?: string
}

/** A page of rows with its loading, empty, error and no-permission states. The cursor lives in the URL. */
export function CursorTable<Row extends object>(props: Properties<Row>) {
  const { query, onOpen, selection } = props
  const { t } = useTranslation()
  if (query.isError && query.data === undefined)
    return (
      <div className="bn-panel">
        <ProblemState error={query.error} retry={() => void query.refetch()} />
      </div>
    )
  const empty = props.filtered === true ? t('state.emptyFiltered') : (props.empty ?? t('state.empty'))
  return (
    <div className="bn-panel" aria-label={props.label}>
      <Table<Row>
        size="small"
        columns={props.columns}
        dataSource={[...(query.data?.items ?? [])]}
        rowKey={props.rowKey}
        loading={query.isPending || query.isPlaceholderData}
        pagination={false}
        onChange={(_page, _filters, sorter) => {
          const by = Array.isArray(sorter) ? sorter[0] : sorter
          props.onSort?.(by?.order ?? null)
          props.onSortBy?.(String(by?.columnKey ?? ''), by?.order ?? null)
        }}
        scroll={{ x: 'max-content' }}
        locale={{
          emptyText: query.isPending ? (
            ' '
          ) : (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} />
          ),
        }}
        {...(selection === undefined
          ? {}
          : {
              rowSelection: {
                selectedRowKeys: [...selection.selected],
                onChange: (keys) => selection.onSelect(keys.map(String)),
                getCheckboxProps: (row: Row) => ({ disabled: !selection.isSelectable(row) }),
              },
            })}
        {...(onOpen === undefined ? {} : { onRow: (row: Row) => openableRow(() => onOpen(row)) })}
      />
      <Pager next={query.data?.next ?? null} />
    </div>
  )
}

/** Rows that open with a click or with Enter. */
export function openableRow(open: () => void) {
  return {
    tabIndex: 0,
    style: { cursor: 'pointer' },
    onClick: open,
    onKeyDown: (event: React.KeyboardEvent<HTMLElement>) => {
      if (event.key === 'Enter' && event.target === event.currentTarget) open()
    },
  }
}

/** Cursors only lead forward, so the way back is remembered here while the page is open. */
export function Pager({ next }: { next: string | null }) {
  const { t } = useTranslation()
  const [{ cursor }, change] = useFilters()
  const [trail, setTrail] = useState<readonly (string | undefined)[]>([])
  const go = (target: string | undefined) => change({ cursor: target })
  if (cursor === undefined && next === null) return null
  return (
    <nav className="bn-pager" aria-label={t('common.next')}>
      {cursor !== undefined && (
        <Button
          size="small"
          icon={<VerticalRightOutlined />}
          onClick={() => {
            setTrail([])
            go(undefined)
          }}
        >
          {t('common.first')}
        </Button>
      )}
      <Button
        size="small"
        icon={<LeftOutlined />}
        disabled={trail.length === 0}
        onClick={() => {
          setTrail(trail.slice(0, -1))
          go(trail.at(-1))
        }}
      >
        {t('common.previous')}
      </Button>
      <Button
        size="small"
        icon={<RightOutlined />}
        iconPlacement="end"
        disabled={next === null}
        onClick={() => {
          if (next === null) return
          setTrail([...trail, cursor])
          go(next)
        }}
      >
        {t('common.next')}
      </Button>
    </nav>
  )
}
