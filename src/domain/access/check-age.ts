import type { FieldProblem } from './check-new-user.ts'

/**
 * Whether somebody may be told to be old enough.
 * @param born `YYYY-MM-DD`
 * @param minAge years; 0: nobody is asked
 */
export function checkAge(born: string | undefined, minAge: number, now: Date): FieldProblem[] {
  if (minAge === 0) return []
  const text = born?.trim() ?? ''
  if (text === '') return [{ field: 'dateOfBirth', because: 'missing' }]
  const date = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined
  // `2015-02-30` is read as another day: what is not written back the same is no date.
  if (!date || Number.isNaN(date.getTime()) || !date.toISOString().startsWith(text))
    return [{ field: 'dateOfBirth', because: 'invalid' }]
  date.setUTCFullYear(date.getUTCFullYear() + minAge)
  return date <= now ? [] : [{ field: 'dateOfBirth', because: 'too-young' }]
}
