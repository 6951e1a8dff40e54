import { Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { useFilters } from '../../../app/search.ts'
import { Page } from '../../../components/page.tsx'
import { CallCapacities } from './call-capacities.tsx'
import { Calls } from './calls.tsx'
import { Leads } from './leads.tsx'

/** What journeys give people to do: leads of managers, and the list of customers to be called. */
export function TasksPage() {
  const { t } = useTranslation()
  const [{ tab = 'leads' }, change] = useFilters()
  return (
    <Page title={t('common.pages.tasks')} lead={t('tasks.lead')} scope="engage:read">
      <Tabs
        size="small"
        activeKey={tab}
        onChange={(next) =>
          change({
            tab: next === 'leads' ? undefined : next,
            ...Object.fromEntries(
              ['status', 'journey', 'manager', 'branch', 'caller', 'planned', 'call'].map((name) => [
                name,
                undefined,
              ]),
            ),
          })
        }
        destroyOnHidden
        items={[
          { key: 'leads', label: t('tasks.leads.title'), children: <Leads /> },
          { key: 'calls', label: t('tasks.calls.title'), children: <Calls /> },
          { key: 'capacities', label: t('tasks.capacities.title'), children: <CallCapacities /> },
        ]}
      />
    </Page>
  )
}
