import {
  BankOutlined,
  CodeOutlined,
  GroupOutlined,
  IdcardOutlined,
  HomeOutlined,
  NodeIndexOutlined,
  SafetyCertificateOutlined,
  StarOutlined,
  StopOutlined,
  TagOutlined,
  TeamOutlined,
  ThunderboltOutlined,
  UnorderedListOutlined,
  UploadOutlined,
  UserOutlined,
} from '@ant-design/icons'
import type { Leaf } from './model/leaf.ts'
import type { NewLeaf } from './model/new-leaf.ts'

const icons = {
  tag: TagOutlined,
  attribute: IdcardOutlined,
  holding: BankOutlined,
  identityLevel: SafetyCertificateOutlined,
  behaviour: ThunderboltOutlined,
  didNot: StopOutlined,
  sequence: NodeIndexOutlined,
  firstTime: StarOutlined,
  relation: HomeOutlined,
  segment: TeamOutlined,
  list: UnorderedListOutlined,
  customers: UserOutlined,
  other: CodeOutlined,
  group: GroupOutlined,
  upload: UploadOutlined,
} as const

export function KindIcon({ kind }: { kind: Leaf['kind'] | NewLeaf | 'group' | 'upload' }) {
  const Icon = icons[kind]
  return <Icon className="bn-kind-icon" aria-hidden data-kind={kind} />
}
