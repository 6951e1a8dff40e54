import { PlusOutlined } from '@ant-design/icons'
import { Select } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useReactFlow } from '@xyflow/react'
import { useEditing, useEditor } from '../editor-context.ts'
import { nextTo } from '../canvas.tsx'
import type { FlowNode } from '../flow-parts.ts'
import { addNode, connect } from '../model/edits.ts'
import { entryId, nodeGroups, type NodeType } from '../model/graph.ts'
import { type Output, outputsOf } from '../model/outputs.ts'
import { Field } from './field.tsx'

const newMark = '+'

function renderStep({ value, label }: { value?: string | number | undefined; label?: ReactNode }) {
  return (
    <>
      {String(value).startsWith(newMark) && <PlusOutlined aria-hidden />} {label}
    </>
  )
}

/** Where each way out of a step leads: the keyboard's way of drawing lines. */
export function WaysField({ id }: { id: string }) {
  const { t } = useTranslation()
  const { store, sentences } = useEditing()
  const flow = useReactFlow<FlowNode>()
  const graph = useEditor((state) => state.document.graph)
  const node = graph.nodes[id]
  const outputs: readonly Output[] =
    id === entryId
      ? [{ handle: 'next', role: 'next', target: graph.entry.next }]
      : node === undefined
        ? []
        : outputsOf(node)
  if (outputs.length === 0) return null
  const steps = Object.entries(graph.nodes)
    .filter(([other]) => other !== id)
    .map(([other, one]) => ({ value: other, label: `${sentences.title(one)} · ${other}` }))
  const types = nodeGroups.flatMap(({ types: inGroup }): readonly NodeType[] => inGroup)
  const choose = (handle: string, value: string | undefined) => {
    const type = value?.startsWith(newMark) === true ? types.find((one) => one === value.slice(1)) : undefined
    const state = store.getState()
    if (type === undefined) {
      state.apply((before) => connect(before, id, handle, value))
      return
    }
    const at = nextTo(state.document.layout, { from: id }, flow.getNodes())
    const added = addNode(connect(state.document, id, handle, undefined), type, at, { from: id, handle })
    state.apply(() => added.document)
    state.select([added.id])
  }
  return (
    <section className="bn-ways">
      <h4>{t('journeys.goesOn')}</h4>
      {outputs.map((output) => {
        const label = sentences.way(node, output)
        return (
          <Field key={output.handle} label={label}>
            <Select
              allowClear
              showSearch={{ optionFilterProp: 'label' }}
              aria-label={t('journeys.wayTo', { way: label })}
              placeholder={t('journeys.nowhere')}
              value={output.target ?? null}
              options={[
                { label: t('journeys.steps'), options: steps },
                ...(output.role === 'jump'
                  ? []
                  : [
                      {
                        label: t('journeys.newStep'),
                        options: types.map((type) => ({
                          value: `${newMark}${type}`,
                          label: t(`journeys.types.${type}`),
                        })),
                      },
                    ]),
              ]}
              optionRender={renderStep}
              onChange={(value: string | null | undefined) => choose(output.handle, value ?? undefined)}
            />
          </Field>
        )
      })}
    </section>
  )
}
