import { DownloadOutlined } from '@ant-design/icons'
import { Button, Tabs } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NumbersTable } from './answer-table.tsx'
import { csvFile, csvOf, saveFile } from './csv.ts'
import type { PictureProperties } from './picture.ts'

const named = [
  'steps',
  'times',
  'points',
  'cohorts',
  'overall',
  'nodes',
  'links',
  'bins',
  'summary',
  'periods',
  'hours',
  'bars',
  'entries',
  'exits',
  'moves',
  'tiers',
  'credits',
  'sets',
  'reasons',
] as const

/** The same numbers as tables, each of which can be taken along as a file. */
export function AnswerNumbers({ answered, words, onWho }: Omit<PictureProperties, 'names'>) {
  const { t } = useTranslation()
  const { analysis, answer } = answered
  const [chosen, setChosen] = useState<string>()
  const { tables } = answer
  const tableName = (key: string) => {
    const known = named.find((one) => one === key)
    return known === undefined ? key : t(`analyses.tables.${known}`)
  }
  const table = tables.find(({ key }) => key === chosen) ?? tables[0]
  const name = `${analysis.type}-${answer.current.from}-${answer.current.to}`
  if (table === undefined) return null
  return (
    <div className="bn-panel bn-answer-numbers" data-testid="answer-table">
      <Tabs
        size="small"
        activeKey={table.key}
        onChange={setChosen}
        items={tables.map(({ key }) => ({ key, label: tableName(key) }))}
        tabBarExtraContent={
          <Button
            type="text"
            size="small"
            icon={<DownloadOutlined />}
            onClick={() =>
              saveFile(`${name}-${table.key}.csv`, csvFile(csvOf(table, words, t('analyses.answer.series'))))
            }
          >
            CSV
          </Button>
        }
      />
      <NumbersTable key={table.key} table={table} words={words} onWho={onWho} />
    </div>
  )
}
