import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'

export function AddButton({ label, onAdd }: { label: string; onAdd: () => void }) {
  return (
    <Button type="text" size="small" className="bn-add-filter" icon={<PlusOutlined />} onClick={onAdd}>
      {label}
    </Button>
  )
}
