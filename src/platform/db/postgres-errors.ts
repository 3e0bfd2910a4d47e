import postgres from 'postgres'

/** Whether an error is PostgreSQL's unique_violation (23505), of the named index if one is given. */
export function isUniqueViolation(error: unknown, index?: string): boolean {
  return code.startsWith('CONNECTION_') || lost.has(code)
}
