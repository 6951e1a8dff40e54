import type { GraphNode } from '../model/graph.ts'
import { BenefitForm, ExitForm, GoalForm, LeadForm, SetTagForm, WebhookForm } from './action-forms.tsx'
import { MessageForm } from './message-form.tsx'
import { WaitForEventForm, WaitForm, WaitUntilForm } from './time-forms.tsx'
import { HoldoutForm, RuleSplitForm, SplitForm } from './way-forms.tsx'

/** Everything that a step of this kind can be told. */
export function NodeForm({
  node,
  onChange,
}: {
  node: GraphNode
  onChange: (node: GraphNode, field?: string) => void
}) {
  switch (node.type) {
    case 'message':
      return <MessageForm node={node} onChange={onChange} />
    case 'lead':
      return <LeadForm node={node} onChange={onChange} />
    case 'benefit':
      return <BenefitForm node={node} onChange={onChange} />
    case 'webhook':
      return <WebhookForm node={node} onChange={onChange} />
    case 'wait':
      return <WaitForm node={node} onChange={onChange} />
    case 'wait_until':
      return <WaitUntilForm node={node} onChange={onChange} />
    case 'wait_for_event':
      return <WaitForEventForm node={node} onChange={onChange} />
    case 'rule_split':
      return <RuleSplitForm node={node} onChange={onChange} />
    case 'split':
      return <SplitForm node={node} onChange={onChange} />
    case 'holdout':
      return <HoldoutForm node={node} onChange={onChange} />
    case 'set_tag':
      return <SetTagForm node={node} onChange={onChange} />
    case 'goal':
      return <GoalForm node={node} onChange={onChange} />
    case 'exit':
      return <ExitForm node={node} onChange={onChange} />
    case 'jump':
      return null
  }
}
