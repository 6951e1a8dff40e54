import { DeleteOutlined, DownOutlined, UpOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Segmented, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { templatesQuery } from '../../../../api/journeys.ts'
import { contactChannels, useChannelName } from '../../channel-name.ts'
import { fallbackReasons, type NodeOf, routeOrders } from '../model/graph.ts'
import { Field, NumberField } from './field.tsx'
import type { FormProperties } from './form-properties.ts'
import { NamedSelect } from './pickers.tsx'

type Message = NodeOf<'message'>

/** One channel and template, or a route over several. */
export function MessageForm(props: FormProperties<'message'>) {
  const { t } = useTranslation()
  const { node, onChange } = props
  const routed = node.route !== undefined
  const swap = (kind: 'single' | 'route') => {
    const { type, label, next } = node
    const kept = { type, ...(label === undefined ? {} : { label }), ...(next === undefined ? {} : { next }) }
    if (kind === 'route')
      onChange({
        ...kept,
        route: { channels: node.channel === undefined ? [] : [node.channel] },
        templates:
          node.channel === undefined || node.template === undefined ? {} : { [node.channel]: node.template },
      })
    else {
      const [channel] = node.route?.channels ?? []
      onChange({
        ...kept,
        channel,
        template: channel === undefined ? undefined : node.templates?.[channel],
      })
    }
  }
  return (
    <>
      <Segmented
        block
        size="small"
        value={routed ? 'route' : 'single'}
        options={(['single', 'route'] as const).map((value) => ({
          value,
          label: t(`journeys.message.${value}`),
        }))}
        onChange={swap}
      />
      {routed ? <RouteFields {...props} /> : <SingleFields {...props} />}
    </>
  )
}

function useChannelOptions() {
  const channelName = useChannelName()
  return contactChannels.map((value) => ({ value: value as string, label: channelName(value) }))
}

function SingleFields({ node, onChange }: FormProperties<'message'>) {
  const { t } = useTranslation()
  const options = useChannelOptions()
  return (
    <>
      <Field label={t('journeys.fields.channel')}>
        <Select
          aria-label={t('journeys.fields.channel')}
          placeholder={t('journeys.choose')}
          value={node.channel ?? null}
          options={options}
          onChange={(channel) => onChange({ ...node, channel, template: undefined })}
        />
      </Field>
      <TemplateField
        label={t('journeys.fields.template')}
        channel={node.channel}
        value={node.template}
        onChange={(template, channel) =>
          onChange({ ...node, template, ...(channel === undefined ? {} : { channel }) })
        }
      />
    </>
  )
}

/** Templates of a channel; before a channel is chosen, all, and the template brings its channel along. */
function TemplateField(props: {
  label: string
  channel: string | undefined
  value: string | undefined
  onChange: (template: string | undefined, channel: string | undefined) => void
}) {
  const channelName = useChannelName()
  const templates = useQuery(templatesQuery)
  const { label, channel, value, onChange } = props
  const offered = templates.data?.filter((one) => channel === undefined || one.channel === channel)
  const channelOf = (key: string | undefined) => templates.data?.find((one) => one.key === key)?.channel
  return (
    <Field label={label}>
      <NamedSelect
        label={label}
        items={offered}
        value={value}
        {...(channel === undefined ? { noteOf: (key: string) => channelName(channelOf(key) ?? key) } : {})}
        onChange={(key) => onChange(key, channel ?? channelOf(key))}
      />
    </Field>
  )
}

function RouteFields({ node, onChange }: FormProperties<'message'>) {
  const { t } = useTranslation()
  const channelName = useChannelName()
  const options = useChannelOptions()
  const route = node.route ?? { channels: [] }
  const templates = node.templates ?? {}
  const setChannels = (channels: readonly string[]) =>
    onChange({
      ...node,
      route: { ...route, channels },
      templates: Object.fromEntries(
        Object.entries(templates).filter(([channel]) => channels.includes(channel)),
      ),
    })
  const swap = (place: number, other: number) => {
    const [one, two] = [route.channels[place], route.channels[other]]
    if (one !== undefined && two !== undefined) setChannels(route.channels.with(place, two).with(other, one))
  }
  return (
    <>
      <Field label={t('journeys.message.by')}>
        <Select
          aria-label={t('journeys.message.by')}
          value={route.by ?? 'order'}
          options={routeOrders.map((value) => ({ value, label: t(`journeys.routeBy.${value}`) }))}
          onChange={(by) => onChange({ ...node, route: { ...route, by } })}
        />
      </Field>
      {route.channels.map((channel, place) => (
        <section className="bn-branch-form" key={channel}>
          <header>
            <b>
              {place + 1}. {channelName(channel)}
            </b>
            <Button
              type="text"
              size="small"
              icon={<UpOutlined />}
              aria-label={t('journeys.message.earlier', { channel: channelName(channel) })}
              disabled={place === 0}
              onClick={() => swap(place, place - 1)}
            />
            <Button
              type="text"
              size="small"
              icon={<DownOutlined />}
              aria-label={t('journeys.message.later', { channel: channelName(channel) })}
              disabled={place === route.channels.length - 1}
              onClick={() => swap(place, place + 1)}
            />
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={t('journeys.message.drop', { channel: channelName(channel) })}
              onClick={() => setChannels(route.channels.toSpliced(place, 1))}
            />
          </header>
          <TemplateField
            label={t('journeys.message.templateFor', { channel: channelName(channel) })}
            channel={channel}
            value={templates[channel]}
            onChange={(template) => {
              const { [channel]: _, ...others } = templates
              onChange({
                ...node,
                templates: template === undefined ? others : { ...others, [channel]: template },
              })
            }}
          />
        </section>
      ))}
      <Select
        aria-label={t('journeys.message.addChannel')}
        placeholder={t('journeys.message.addChannel')}
        value={null}
        options={options.filter(({ value }) => !route.channels.includes(value))}
        onChange={(channel: string) => setChannels([...route.channels, channel])}
      />
      <FallbackFields node={node} onChange={onChange} />
    </>
  )
}

function FallbackFields({ node, onChange }: FormProperties<'message'>) {
  const { t } = useTranslation()
  const write = (fallback: Message['fallback']) => onChange({ ...node, fallback })
  return (
    <>
      <Field label={t('journeys.message.fallback')} help={t('journeys.message.fallbackHelp')}>
        <Select
          mode="multiple"
          allowClear
          aria-label={t('journeys.message.fallback')}
          placeholder={t('journeys.message.noFallback')}
          value={[...(node.fallback?.on ?? [])]}
          options={fallbackReasons.map((value) => ({ value, label: t(`journeys.message.on.${value}`) }))}
          onChange={(on) =>
            write(on.length === 0 ? undefined : { afterHours: node.fallback?.afterHours ?? 24, on })
          }
        />
      </Field>
      {node.fallback !== undefined && (
        <NumberField
          label={t('journeys.message.afterHours')}
          min={1}
          max={720}
          value={node.fallback.afterHours}
          onChange={(afterHours) => write({ on: node.fallback?.on ?? [], afterHours })}
        />
      )}
    </>
  )
}
