import { Alert } from 'antd'
import { problemOf } from '../api/problem.ts'

/** Why something that was asked for was refused, beside the form that asked; nothing while all is well. */
export function ProblemAlert({ error }: { error: unknown }) {
  if (error === null || error === undefined) return null
  const { title, detail, errors } = problemOf(error)
  return (
    <Alert
      type="error"
      showIcon
      style={{ marginBottom: 12 }}
      title={detail === '' ? title : detail}
      description={
        errors.length === 0
          ? undefined
          : errors.map(({ path, message }) => (
              <div key={`${path} ${message}`}>
                {path} {message}
              </div>
            ))
      }
    />
  )
}
