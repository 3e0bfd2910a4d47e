import { Type } from 'typebox'
import { parseDomain as readDomain } from '#domain/policies/index.ts'
import { Refusal } from '#platform/http-server/index.ts'

export const domainBody = Type.Object({ domain: Type.String({ minLength: 1, maxLength: 300 }) })

/**
 * A domain as typed, in the form in which accounts carry it: lower case, punycode, with its port if it has one.
 * @throws Refusal 422 for what is no domain, and for this server's own
 */
export function parseDomain(text: string, origin: string): string {
  const domain = readDomain(text)
  if (domain === undefined) throw new Refusal(422, 'Validation failed: Domain is not a valid domain name')
  if (domain === new URL(origin).host) throw new Refusal(422, 'Validation failed: Domain is this server')
  return domain
}
