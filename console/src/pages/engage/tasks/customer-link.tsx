import { Link } from '@tanstack/react-router'

/** A customer by the bank's number, or by ours when the bank gave none. */
export function CustomerLink({ number, customer }: { number: string; customer?: number }) {
  const reference = customer === undefined ? number : `~${customer}`
  return (
    <Link className="bn-code" to="/understand/customers/$number" params={{ number: reference }} search={{}}>
      {number === '' ? `#${customer}` : number}
    </Link>
  )
}
