import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Access, Session } from '#domain/access/index.ts'
import type { Account, Accounts } from '#domain/accounts/index.ts'
import type { FormGuard } from '#platform/form-guard/index.ts'
import type { Html } from '#platform/html/index.ts'

export interface OAuthNeeds {
  readonly access: Pick<
    Access,
    | 'registerApp'
    | 'findApp'
    | 'findToken'
    | 'reviewAuthorization'
    | 'grantAuthorization'
    | 'exchangeCode'
    | 'grantClientToken'
    | 'revokeToken'
  >
  readonly accounts: Pick<Accounts, 'findAccount'>
  readonly origin: string
  /** Who is signed in in this browser. */
  readonly sessions: { find(request: FastifyRequest): Promise<Session | undefined> }
  readonly forms: FormGuard
  readonly sendPage: (
    reply: FastifyReply,
    page: {
      readonly title: string
      readonly body: Html
      readonly status?: number | undefined
      readonly formActions?: readonly string[] | undefined
    },
  ) => Promise<FastifyReply>
  /** Counts a request; @throws Refusal 429. */
  readonly limit: (request: FastifyRequest, reply: FastifyReply, accountId: string | undefined) => void
  /** The address of an account's picture. */
  readonly pictureOf: (account: Account) => string | undefined
  /** The public key of Web Push; '' as long as there is none. */
  readonly vapidKey: string
}
