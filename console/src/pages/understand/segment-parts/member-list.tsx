import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Member } from '../../../api/segments.ts'

/** A few customers, masked by the server: enough to see whether the rule means what was meant. */
export function MemberList({ members, stale = false }: { members: readonly Member[]; stale?: boolean }) {
  const { t } = useTranslation()
  const gender = (value: string) =>
    value === 'female' || value === 'male' ? t(`understand.members.${value}`) : '—'
  return (
    <table className="bn-members" data-stale={stale} aria-label={t('segments.members.title')}>
      <thead>
        <tr>
          <th>{t('understand.members.number')}</th>
          <th>{t('understand.members.name')}</th>
          <th>{t('understand.members.gender')}</th>
          <th>{t('understand.members.city')}</th>
          <th>{t('understand.members.branch')}</th>
        </tr>
      </thead>
      <tbody>
        {members.map((member) => (
          <tr key={member.customer}>
            <td className="bn-code">
              <Link to="/understand/customers/$number" params={{ number: `~${member.customer}` }}>
                {member.number}
              </Link>
            </td>
            <td>{member.name}</td>
            <td>{gender(member.gender)}</td>
            <td>{member.city}</td>
            <td className="bn-code">{member.branch}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
