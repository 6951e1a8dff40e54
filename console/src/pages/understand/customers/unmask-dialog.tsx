import { useMutation } from '@tanstack/react-query'
import { Checkbox, Descriptions, Input, Modal } from 'antd'
import { useEffect, useEffectEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type UnmaskableField, unmask, unmaskableFields } from '../../../api/customers.ts'
import { ProblemAlert } from '../../../components/problem-alert.tsx'

const shownSeconds = 60
const shortestReason = 4

/** Asks which fields and why, shows them once, and forgets them: they are in no cache and no address. */
export function UnmaskDialog({
  number,
  open,
  onClose,
}: {
  number: string
  open: boolean
  onClose: () => void
}) {
  const { t } = useTranslation()
  const [fields, setFields] = useState<UnmaskableField[]>([])
  const [reason, setReason] = useState('')
  const show = useMutation({ mutationFn: () => unmask(number, fields, reason.trim()), gcTime: 0 })
  const close = () => {
    show.reset()
    setFields([])
    setReason('')
    onClose()
  }
  const shown = show.data?.fields
  const ready = fields.length > 0 && reason.trim().length >= shortestReason
  return (
    <Modal
      open={open}
      destroyOnHidden
      title={shown === undefined ? t('customers.unmask.title') : t('customers.unmask.shown')}
      okText={shown === undefined ? t('customers.unmask.show') : t('customers.unmask.done')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: shown === undefined && !ready, loading: show.isPending }}
      cancelButtonProps={shown === undefined ? {} : { style: { display: 'none' } }}
      onOk={() => (shown === undefined ? show.mutate() : close())}
      onCancel={close}
    >
      <ProblemAlert error={show.error} />
      {shown === undefined ? (
        <div className="bn-unmask">
          <p id="unmask-what">{t('customers.unmask.what')}</p>
          <Checkbox.Group
            aria-labelledby="unmask-what"
            value={fields}
            onChange={(values) => setFields(unmaskableFields.filter((field) => values.includes(field)))}
            options={unmaskableFields.map((value) => ({
              value,
              label: t(`customers.unmask.fields.${value}`),
            }))}
          />
          <label htmlFor="unmask-reason">{t('customers.unmask.reason')}</label>
          <Input.TextArea
            id="unmask-reason"
            rows={2}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <p className="bn-quiet">{t('customers.unmask.reasonHelp')}</p>
        </div>
      ) : (
        <PlainValues values={shown} onEnd={close} />
      )}
    </Modal>
  )
}

/** The values, until the time is over or the dialog is closed. */
function PlainValues({
  values,
  onEnd,
}: {
  values: Awaited<ReturnType<typeof unmask>>['fields']
  onEnd: () => void
}) {
  const { t } = useTranslation()
  const [left, setLeft] = useState(shownSeconds)
  const end = useEffectEvent(onEnd)
  useEffect(() => {
    const tick = setInterval(() => setLeft((seconds) => seconds - 1), 1_000)
    const over = setTimeout(() => end(), shownSeconds * 1_000)
    return () => {
      clearInterval(tick)
      clearTimeout(over)
    }
  }, [])
  return (
    <>
      <Descriptions
        size="small"
        column={1}
        bordered
        items={Object.entries(values).map(([field, plain]) => {
          const known = unmaskableFields.find((one) => one === field)
          return {
            key: field,
            label: known === undefined ? field : t(`customers.unmask.fields.${known}`),
            children:
              plain.length === 0 ? (
                <span className="bn-quiet">{t('customers.unmask.nothing')}</span>
              ) : (
                plain.map(({ label, value }) => (
                  <div key={`${label} ${value}`}>
                    {label !== '' && <span className="bn-quiet">{label} </span>}
                    {value}
                  </div>
                ))
              ),
          }
        })}
      />
      <p className="bn-quiet">{t('customers.unmask.hides', { seconds: left })}</p>
    </>
  )
}
