import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, InputNumber, Space } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Journey, SimulationRequest } from '../../../api/journeys.ts'
import { EventSelect } from '../../understand/rule-builder/editors/event-parts.tsx'
import { RuleParts } from '../../understand/rule-builder/rule-parts.tsx'
import { useJourneyNames } from '../journey-canvas/journey-names.ts'
import type { Happening } from '../journey-canvas/model/graph.ts'
import { readGraph } from '../journey-canvas/model/written.ts'

interface Response {
  event: string
  properties: Record<string, string>
  /** Percent of those held out. */
  baseRate: number
  /** Percentage points. */
  uplift: number
  withinDays: number
}
interface Values {
  days: number
  seed: number
  responses: Response[]
  contacts: { delivered: number; opened: number; clicked: number }
}

const rates = ['delivered', 'opened', 'clicked'] as const

/** What is proposed: customers do what the journey is for, a twentieth of them anyway. */
export function simulationValues({ graph: json }: Journey): Values {
  const { graph } = readGraph(json)
  const goal = Object.values(graph.nodes).find((node) => node.type === 'goal')
  const condition = graph.measure?.condition ?? goal?.condition
  const withinDays = graph.measure?.withinDays ?? goal?.withinDays ?? 30
  return {
    days: Math.min(366, Math.max(90, withinDays)),
    seed: 1,
    responses: [{ ...doing(condition), baseRate: 5, uplift: 2, withinDays }],
    contacts: { delivered: 97, opened: 35, clicked: 12 },
  }
}

/** An event that meets a condition, as far as its properties must equal something. */
function doing(condition: Happening | undefined): Pick<Response, 'event' | 'properties'> {
  if (condition === undefined || 'ledger' in condition) return { event: '', properties: {} }
  const equal = (condition.where ?? []).filter(({ op }) => op === 'eq')
  return {
    event: condition.event ?? '',
    properties: Object.fromEntries(equal.map(({ property, value }) => [property, String(value)])),
  }
}

/** What the form holds, as the API takes it: shares instead of percents. */
export function simulationOf({ days, seed, responses, contacts }: Values): SimulationRequest {
  return {
    days,
    seed,
    responses: responses.map((one) => ({ ...one, baseRate: one.baseRate / 100, uplift: one.uplift / 100 })),
    contacts: {
      delivered: contacts.delivered / 100,
      opened: contacts.opened / 100,
      clicked: contacts.clicked / 100,
    },
  }
}

/** Form.Item hands over the value. */
const EventInput = ({ value = '', onChange }: { value?: string; onChange?: (event: string) => void }) => (
  <EventSelect value={value} onChange={(event) => onChange?.(event)} />
)

const percent = (low: number) => ({ min: low, max: 100, suffix: '%', style: { width: 110 } })

/** For how long, what customers will do, and what becomes of messages. */
export function SimulationFields() {
  const { t } = useTranslation()
  const { catalogue } = useJourneyNames()
  if (catalogue === undefined) return null
  const required = [{ required: true, message: t('journeys.simulation.required') }]
  return (
    <RuleParts catalogue={catalogue}>
      <Space size="large" wrap>
        <Form.Item name="days" label={t('journeys.simulation.days')} rules={required}>
          <InputNumber min={1} max={366} precision={0} />
        </Form.Item>
        <Form.Item name="seed" label={t('journeys.simulation.seed')} rules={required}>
          <InputNumber min={0} precision={0} />
        </Form.Item>
      </Space>
      <Form.List name="responses">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <div key={key} className="bn-response">
                <Form.Item name={[name, 'properties']} hidden>
                  <input type="hidden" />
                </Form.Item>
                <Form.Item name={[name, 'event']} label={t('journeys.simulation.event')} rules={required}>
                  <EventInput />
                </Form.Item>
                <Space wrap align="end">
                  <Form.Item
                    name={[name, 'baseRate']}
                    label={t('journeys.simulation.baseRate')}
                    rules={required}
                  >
                    <InputNumber {...percent(0)} />
                  </Form.Item>
                  <Form.Item name={[name, 'uplift']} label={t('journeys.simulation.uplift')} rules={required}>
                    <InputNumber {...percent(-100)} />
                  </Form.Item>
                  <Form.Item
                    name={[name, 'withinDays']}
                    label={t('journeys.simulation.withinDays')}
                    rules={required}
                  >
                    <InputNumber min={1} max={366} />
                  </Form.Item>
                  <Form.Item label=" ">
                    <Button
                      icon={<DeleteOutlined />}
                      aria-label={t('journeys.simulation.remove')}
                      onClick={() => remove(name)}
                    />
                  </Form.Item>
                </Space>
              </div>
            ))}
            <Form.Item>
              <Button
                icon={<PlusOutlined />}
                disabled={fields.length >= 20}
                onClick={() => add({ event: '', properties: {}, baseRate: 5, uplift: 0, withinDays: 30 })}
              >
                {t('journeys.simulation.add')}
              </Button>
            </Form.Item>
          </>
        )}
      </Form.List>
      <Space wrap>
        {rates.map((rate) => (
          <Form.Item
            key={rate}
            name={['contacts', rate]}
            label={t(`journeys.funnel.${rate}`)}
            rules={required}
          >
            <InputNumber {...percent(0)} />
          </Form.Item>
        ))}
      </Space>
    </RuleParts>
  )
}
