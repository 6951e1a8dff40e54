import { Alert } from 'antd'
import { problemOf } from '../api/problem.ts'
import { useProblemWords } from './tell-problem.ts'

/** Why something that was asked for was refused, beside the form that asked; nothing while all is well. */
export function ProblemAlert({ error }: { error: unknown }) {
  const wordsOf = useProblemWords()
  if (error === null || error === undefined) return null
  const { title, detail } = wordsOf(error)
  const { errors } = problemOf(error)
  return (
    <Alert
      type="error"
      showIcon
      style={{ marginBottom: 12 }}
      title={title}
      description={
        detail === '' && errors.length === 0 ? undefined : (
          <>
            {detail !== '' && <div>{detail}</div>}
            {errors.map(({ path, message }) => (
              <div key={`${path} ${message}`}>
                {path} {message}
              </div>
            ))}
          </>
        )
      }
    />
  )
}
