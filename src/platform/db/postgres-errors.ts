import postgres from 'postgres'

/** Whether an error is PostgreSQL's unique_violation (23505), of the named index if one is given. */
export function isUniqueViolation(error: unknown, index?: string): boolean {
  return (
    error instanceof postgres.PostgresError &&
    error.code === '23505' &&
    (index === undefined || error.constraint_name === index)
  )
}

/** Whether trying the whole transaction again can help: serialisation failure or deadlock. */
export function isRetryable(error: unknown): boolean {
  return error instanceof postgres.PostgresError && (error.code === '40001' || error.code === '40P01')
}
