import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Content, TemplateChannel } from '../../../api/templates.ts'
import { textAt } from './content-shape.ts'

/** A message as its channel shows it. */
export function PhoneFrame({ channel, content }: { channel: TemplateChannel; content: Content }) {
  const { t } = useTranslation()
  return (
    <figure
      className="bn-phone"
      data-channel={channel}
      aria-label={t('templates.preview.asShown', { channel: t(`decide.channels.${channel}`) })}
    >
      <div className="bn-phone-screen">{viewOf(channel, content, t('templates.preview.bank'))}</div>
    </figure>
  )
}

function viewOf(channel: TemplateChannel, content: Content, bank: string): ReactNode {
  const text = (...path: string[]) => textAt(content, path)
  switch (channel) {
    case 'sms':
      return <div className="bn-bubble">{text('text')}</div>
    case 'push':
      return (
        <div className="bn-lock">
          <time>09:41</time>
          <div className="bn-lock-card">
            <small>{bank}</small>
            {text('title') !== '' && <strong>{text('title')}</strong>}
            <p>{text('body')}</p>
          </div>
        </div>
      )
    case 'inbox':
      return (
        <div className="bn-card">
          <strong>{text('title')}</strong>
          <p>{text('body')}</p>
          {text('link') !== '' && <em>{text('link')}</em>}
        </div>
      )
    case 'email':
      return <Mail subject={text('subject')} html={text('html')} text={text('text')} />
    case 'wecom':
      return content['type'] === 'card' ? (
        <div className="bn-card">
          <strong>{text('title')}</strong>
          <p>{text('description')}</p>
          <em>{text('button') === '' ? text('url') : text('button')}</em>
        </div>
      ) : (
        <div className="bn-bubble">{text('text')}</div>
      )
    case 'wecom_mass':
      return (
        <>
          <div className="bn-bubble">{text('text')}</div>
          {content['link'] !== undefined && (
            <div className="bn-card">
              <strong>{text('link', 'title')}</strong>
              <p>{text('link', 'description')}</p>
              <em>{text('link', 'url')}</em>
            </div>
          )}
        </>
      )
    case 'mini_program': {
      const fields: unknown = content['fields']
      const names = typeof fields === 'object' && fields !== null ? Object.keys(fields) : []
      return (
        <div className="bn-card">
          <strong>{bank}</strong>
          <dl>
            {names.map((name) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{text('fields', name)}</dd>
              </div>
            ))}
          </dl>
          {text('page') !== '' && <em>{text('page')}</em>}
        </div>
      )
    }
    case 'five_g': {
      const suggestions: unknown = content['suggestions']
      const count = Array.isArray(suggestions) ? suggestions.length : 0
      return (
        <>
          <div className="bn-card">
            <strong>{text('title')}</strong>
            <p>{text('description')}</p>
            {Array.from({ length: count }, (_, i) => (
              <em key={i}>{text('suggestions', String(i), 'label')}</em>
            ))}
          </div>
          <div className="bn-bubble">{text('fallback')}</div>
        </>
      )
    }
    case 'call':
      return (
        <div className="bn-card">
          <strong>{text('title')}</strong>
          <p>{text('script')}</p>
        </div>
      )
    case 'webhook':
      return <pre className="bn-code">{text('body')}</pre>
  }
}

/** The HTML of a mail, in a frame that runs no scripts and loads nothing. */
function Mail({ subject, html, text }: { subject: string; html: string; text: string }) {
  const page = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">${html}`
  return (
    <div className="bn-mail">
      <strong>{subject}</strong>
      {html === '' ? <p>{text}</p> : <iframe title={subject} sandbox="" srcDoc={page} />}
    </div>
  )
}
