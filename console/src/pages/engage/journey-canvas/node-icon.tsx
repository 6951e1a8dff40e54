import {
  AimOutlined,
  ApiOutlined,
  BranchesOutlined,
  CalendarOutlined,
  ClockCircleOutlined,
  ExperimentOutlined,
  FieldTimeOutlined,
  GiftOutlined,
  LoginOutlined,
  LogoutOutlined,
  MessageOutlined,
  RollbackOutlined,
  SafetyCertificateOutlined,
  TagOutlined,
  UserSwitchOutlined,
} from '@ant-design/icons'
import type { ComponentType } from 'react'
import { nodeGroups, type NodeType } from './model/graph.ts'

const icons: Record<NodeType | 'entry', ComponentType> = {
  entry: LoginOutlined,
  message: MessageOutlined,
  lead: UserSwitchOutlined,
  benefit: GiftOutlined,
  webhook: ApiOutlined,
  wait: ClockCircleOutlined,
  wait_until: CalendarOutlined,
  wait_for_event: FieldTimeOutlined,
  rule_split: BranchesOutlined,
  split: ExperimentOutlined,
  holdout: SafetyCertificateOutlined,
  jump: RollbackOutlined,
  goal: AimOutlined,
  set_tag: TagOutlined,
  exit: LogoutOutlined,
}

export function NodeIcon({ type }: { type: NodeType | 'entry' }) {
  const Icon = icons[type]
  return (
    <span className="bn-node-icon" data-group={groupOf(type)} aria-hidden>
      <Icon />
    </span>
  )
}

/** Nodes of one group share a colour. */
export function groupOf(type: NodeType | 'entry'): string {
  if (type === 'entry') return 'entry'
  return nodeGroups.find(({ types }) => (types as readonly NodeType[]).includes(type))?.group ?? 'ways'
}
