import { useQuery } from '@tanstack/react-query'
import { Button, Form, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type TagKind, tagGroupsQuery } from '../../../../api/tags.ts'
import { useFormats } from '../../../../app/format.ts'
import { GroupDialog } from '../group-dialog.tsx'

/** Every kind of tag, by what it is computed from. */
export function KindSelect({
  kinds,
  value,
  onChange,
}: {
  kinds: readonly TagKind[]
  value: string
  onChange: (kind: string) => void
}) {
  const { t, i18n } = useTranslation()
  const nameOf = (kind: string) =>
    i18n.exists(`tags.kinds.${kind}`) ? t(`tags.kinds.${kind}` as 'tags.kinds.age') : kind
  const sources = [...new Set(kinds.map(({ source }) => source))]
  return (
    <Select
      id="tag-kind"
      aria-label={t('tags.editor.kind')}
      showSearch={{ optionFilterProp: 'label' }}
      value={value}
      onChange={onChange}
      options={sources.map((source) => ({
        label: t(`understand.sources.${source}`),
        options: kinds
          .filter((kind) => kind.source === source)
          .map(({ kind }) => ({ value: kind, label: nameOf(kind) })),
      }))}
    />
  )
}

/** The groups that are computed from the same, and a way to a new one. */
export function GroupSelect({
  source,
  onCreated,
}: {
  source: TagKind['source']
  onCreated: (key: string) => void
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const groups = useQuery(tagGroupsQuery)
  const [creating, setCreating] = useState(false)
  const options = (groups.data?.items ?? [])
    .filter((group) => group.source === source)
    .map(({ key, name }) => ({ value: key, label: format.name(name) }))
  return (
    <>
      <Form.Item
        name="group"
        label={t('tags.editor.group')}
        tooltip={t('tags.editor.groupHelp')}
        rules={[{ required: true, message: t('tags.editor.required') }]}
        extra={
          <Button type="link" size="small" style={{ padding: 0 }} onClick={() => setCreating(true)}>
            {t('tags.editor.newGroup')}
          </Button>
        }
      >
        <Select loading={groups.isPending} options={options} />
      </Form.Item>
      {creating && <GroupDialog source={source} onClose={() => setCreating(false)} onSaved={onCreated} />}
    </>
  )
}
