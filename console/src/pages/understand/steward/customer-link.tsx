import { Link } from '@tanstack/react-router'

/** A customer by its number, by ours where the bank has none. */
export function CustomerLink({ customer, number }: { customer: number; number?: string | undefined }) {
  const named = number !== undefined && number !== ''
  return (
    <Link
      to="/understand/customers/$number"
      params={{ number: named ? number : `~${customer}` }}
      search={{}}
      className="bn-code"
    >
      {named ? number : `#${customer}`}
    </Link>
  )
}
