import { useQueryClient } from '@tanstack/react-query'
import {
  App,
  Button,
  Drawer,
  Form,
  Input,
  InputNumber,
  Popconfirm,
  Select,
  Space,
  Switch,
  Typography,
} from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  addRoute,
  changeRoute,
  type Channel,
  type ChannelProvider,
  type ChannelRoute,
  removeRoute,
  type RouteInput,
} from '../../api/channels.ts'
import { ProblemAlert } from '../../components/problem-alert.tsx'

interface Values extends Omit<RouteInput, 'settings'> {
  readonly settings?: Record<string, unknown>
}

/** A way out for a channel: which provider, how much of the traffic, and what the provider needs to know. */
export function ChannelRouteForm(props: {
  channel: Channel
  route: ChannelRoute | undefined
  providers: readonly ChannelProvider[]
  onClose: () => void
}) {
  const { channel, route, onClose } = props
  const { t, i18n } = useTranslation()
  const language = i18n.language === 'en' ? 'en' : 'zh-CN'
  const { message } = App.useApp()
  const client = useQueryClient()
  const [form] = Form.useForm<Values>()
  const [error, setError] = useState<unknown>()
  const [saving, setSaving] = useState(false)
  const choices = props.providers.filter(({ channels }) => channels.includes(channel.channel))
  const chosen = Form.useWatch('provider', form) ?? route?.provider
  const provider = choices.find(({ key }) => key === chosen)
  const act = async (work: () => Promise<unknown>): Promise<void> => {
    setSaving(true)
    setError(undefined)
    try {
      await work()
      await client.invalidateQueries({ queryKey: ['channels'] })
      message.success(t('channels.saved'))
      onClose()
    } catch (problem) {
      setError(problem)
    } finally {
      setSaving(false)
    }
  }
  const save = (values: Values) =>
    act(() => {
      // An empty field is one that was not given: secrets stay, defaults hold.
      const settings = Object.fromEntries(
        Object.entries(values.settings ?? {}).filter(
          ([, value]) => value !== '' && value !== null && value !== undefined,
        ),
      )
      const input: RouteInput = { ...values, name: values.name ?? '', rate: values.rate ?? null, settings }
      return route ? changeRoute(channel.channel, route, input) : addRoute(channel.channel, input)
    })
  return (
    <Drawer
      open
      size={640}
      onClose={onClose}
      title={route ? t('channels.form.edit') : t('channels.form.add')}
      extra={
        <Space>
          {route && (
            <Popconfirm
              title={t('channels.form.remove')}
              onConfirm={() => act(() => removeRoute(channel.channel, route.id))}
            >
              <Button danger>{t('channels.form.removeAction')}</Button>
            </Popconfirm>
          )}
          <Button type="primary" loading={saving} onClick={() => form.submit()}>
            {t('channels.form.save')}
          </Button>
        </Space>
      }
    >
      <ProblemAlert error={error} />
      <Form<Values>
        form={form}
        layout="vertical"
        onFinish={(values) => void save(values)}
        initialValues={{
          provider: route?.provider,
          name: route?.name ?? '',
          weight: route?.weight ?? 100,
          enabled: route?.enabled ?? true,
          rate: route?.rate ?? null,
          breaker: route?.breaker ?? { failures: 5, seconds: 30 },
          settings: route?.settings ?? {},
        }}
      >
        <Form.Item name="provider" label={t('channels.provider')} rules={[{ required: true }]}>
          <Select options={choices.map(({ key, name }) => ({ value: key, label: name[language] }))} />
        </Form.Item>
        <Form.Item name="name" label={t('channels.form.name')}>
          <Input maxLength={80} />
        </Form.Item>
        <Space size="large" wrap>
          <Form.Item name="weight" label={t('channels.weight')} tooltip={t('channels.form.weightHelp')}>
            <InputNumber min={0} max={1000} />
          </Form.Item>
          <Form.Item name="rate" label={t('channels.form.rate')}>
            <InputNumber min={1} max={100_000} placeholder={t('channels.noLimit')} />
          </Form.Item>
          <Form.Item name={['breaker', 'failures']} label={t('channels.form.failures')}>
            <InputNumber min={1} max={1000} />
          </Form.Item>
          <Form.Item name={['breaker', 'seconds']} label={t('channels.form.seconds')}>
            <InputNumber min={1} max={86_400} />
          </Form.Item>
          <Form.Item name="enabled" label={t('channels.form.enabled')} valuePropName="checked">
            <Switch />
          </Form.Item>
        </Space>
        {provider?.settings.map((field) => (
          <Form.Item
            key={field.name}
            name={['settings', field.name]}
            label={field.label[language]}
            valuePropName={field.type === 'boolean' ? 'checked' : 'value'}
            rules={[{ required: field.required && !(route?.secrets.includes(field.name) ?? false) }]}
          >
            <SettingInput field={field} stored={route?.secrets.includes(field.name) ?? false} />
          </Form.Item>
        ))}
        {route?.hook && (
          <Form.Item label={t('channels.form.hook')}>
            <Typography.Text code copyable>
              {`${location.origin}${route.hook}`}
            </Typography.Text>
          </Form.Item>
        )}
      </Form>
    </Drawer>
  )
}

type Field = ChannelProvider['settings'][number]

function SettingInput({ field, stored, ...rest }: { field: Field; stored: boolean }) {
  const { t } = useTranslation()
  const placeholder = stored ? t('channels.form.stored') : field.default === null ? '' : String(field.default)
  if (field.type === 'boolean') return <Switch {...rest} defaultChecked={field.default === true} />
  if (field.type === 'number')
    return <InputNumber {...rest} placeholder={placeholder} style={{ width: 240 }} />
  if (field.type === 'choice')
    return (
      <Select
        {...rest}
        allowClear
        placeholder={placeholder}
        options={field.choices.map((value) => ({ value }))}
      />
    )
  if (field.multiline)
    return <Input.TextArea {...rest} placeholder={placeholder} autoSize={{ minRows: 3, maxRows: 14 }} />
  return field.secret ? (
    <Input.Password {...rest} placeholder={placeholder} autoComplete="new-password" />
  ) : (
    <Input {...rest} placeholder={placeholder} />
  )
}
