import { Refusal } from '#platform/http-server/index.ts'

/** A "no" as Micropub says it (section 3.8): a word for programs beside a sentence for people. */
export function refuse(error: 'invalid_request' | 'forbidden' | 'not_found', description: string): Refusal {
  const status = { invalid_request: 400, forbidden: 403, not_found: 404 }[error]
  return new Refusal(status, error, { details: { error, error_description: description } })
}
