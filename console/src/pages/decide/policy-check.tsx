import { useQuery } from '@tanstack/react-query'
import { Alert, Button, DatePicker, Empty, Form, Input, Select, Table, Tag } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ContactCheck, contactCheckQuery } from '../../api/contact-policy.ts'
import { useFormats } from '../../app/format.ts'
import { LoadingState } from '../../components/loading-state.tsx'
import { Panel } from '../../components/page.tsx'
import { ProblemState } from '../../components/problem-state.tsx'
import { ProductSelect } from '../../components/product-select.tsx'
import { contactChannels } from '../engage/channel-name.ts'
import { contactReasons, useReason } from '../engage/contact-reason.ts'
import { categories } from './policy-values.ts'
import { SawList, type Saw } from './saw-list.tsx'

interface Question {
  number: string
  channel: (typeof contactChannels)[number]
  category: (typeof categories)[number]
  at?: { toISOString(): string } | null
  product?: string
}

/** Would this customer be contacted? Asked for any instant, answered with every rule and what it saw. */
export function PolicyCheck() {
  const { t } = useTranslation()
  const [question, setQuestion] = useState<Question>()
  return (
    <Panel>
      <Form<Question>
        layout="inline"
        style={{ rowGap: 8 }}
        initialValues={{ channel: 'sms', category: 'marketing' }}
        onFinish={setQuestion}
      >
        <Form.Item name="number" label={t('decide.check.customer')} rules={[{ required: true }]}>
          <Input style={{ width: 160 }} />
        </Form.Item>
        <Form.Item name="channel" label={t('decide.check.channel')}>
          <Select
            style={{ width: 140 }}
            options={contactChannels.map((value) => ({ value, label: t(`decide.channels.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="category" label={t('decide.check.category')}>
          <Select
            style={{ width: 130 }}
            options={categories.map((value) => ({ value, label: t(`decide.categories.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="product" label={t('decide.check.product')}>
          <ProductSelect label={t('decide.check.product')} style={{ width: 180 }} />
        </Form.Item>
        <Form.Item name="at" label={t('decide.check.at')}>
          <DatePicker showTime placeholder={t('decide.check.now')} />
        </Form.Item>
        <Button type="primary" htmlType="submit">
          {t('decide.check.ask')}
        </Button>
      </Form>
      {question === undefined ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('decide.check.help')} />
      ) : (
        <Answer question={question} />
      )}
    </Panel>
  )
}

function Answer({ question: { number, channel, category, at, product } }: { question: Question }) {
  const { t } = useTranslation()
  const format = useFormats()
  const reasonOf = useReason()
  const check = useQuery(
    contactCheckQuery(number, {
      channel,
      category,
      ...(at ? { at: at.toISOString() } : {}),
      ...(product ? { product } : {}),
    }),
  )
  if (check.isError) return <ProblemState error={check.error} retry={() => void check.refetch()} />
  if (check.data === undefined) return <LoadingState />
  const { outcome, reason, until, rules, policyVersion } = check.data
  return (
    <div data-testid="contact-answer" style={{ marginTop: 16 }}>
      <Alert
        showIcon
        type={outcome === 'allowed' ? 'success' : outcome === 'held' ? 'warning' : 'error'}
        title={t(`decide.check.outcomes.${outcome}`, { until: format.time(until) })}
        description={`${reason === '' ? '' : `${reasonOf(reason)} · `}${t('decide.policy.inForce', { version: policyVersion })} · ${format.time(check.data.at)}`}
      />
      <ContactRules rules={rules} />
    </div>
  )
}

/** Every rule of the gate with its verdict and what it saw. */
export function ContactRules({ rules }: { rules: ContactCheck['rules'] }) {
  const { t } = useTranslation()
  const ruleOf = (rule: string) => {
    const known = contactReasons.find((one) => one === rule)
    return known === undefined ? rule : t(`decide.rules.${known}`)
  }
  return (
    <Table
      size="small"
      style={{ marginTop: 12 }}
      pagination={false}
      rowKey={(rule) => `${rule.rule} ${JSON.stringify(rule.saw)}`}
      dataSource={rules}
      columns={[
        { title: t('decide.check.rule'), dataIndex: 'rule', render: ruleOf },
        {
          title: t('decide.check.verdict'),
          dataIndex: 'verdict',
          render: (verdict: ContactCheck['rules'][number]['verdict']) => (
            <Tag color={colours[verdict]}>{t(`decide.check.verdicts.${verdict}`)}</Tag>
          ),
        },
        { title: t('decide.check.saw'), dataIndex: 'saw', render: (saw: Saw) => <SawList saw={saw} /> },
      ]}
    />
  )
}

const colours = {
  passed: 'green',
  refused: 'red',
  held: 'orange',
  exempt: 'blue',
  not_set: 'default',
} as const
