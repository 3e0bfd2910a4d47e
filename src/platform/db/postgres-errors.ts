import postgres from 'postgres'

/** Whether an error is PostgreSQL's unique_violation (23505), of the named index if one is given. */
export function isUniqueViolation(error: unknown, index?: string): boolean {
  return (
    error instanceof postgres.PostgresError &&
    error.code === '23505' &&
    (index === undefined || error.constraint_name === index)
  )
}

/** A transaction that must start again to get a later number. */
export class OutOfTurn extends Error {
  override readonly name = 'OutOfTurn'
}

/** Whether trying the whole transaction again can help: serialisation failure, deadlock, or a number too low. */
export function isRetryable(error: unknown): boolean {
  if (error instanceof OutOfTurn) return true
  return error instanceof postgres.PostgresError && (error.code === '40001' || error.code === '40P01')
}

/**
 * Sockets that broke, and PostgreSQL's admin_shutdown, crash_shutdown and cannot_connect_now; and what a coordinator says
 * of another node that it cannot reach (connection_exception and its kin).
 */
const lost = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  '08007',
])

/**
 * Whether the connection was lost, to the database or from it to one of its nodes: nothing more can be done in its
 * transaction, and whether it committed is unknown.
 */
export function isConnectionLost(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code.startsWith('CONNECTION_') || lost.has(code)
}
