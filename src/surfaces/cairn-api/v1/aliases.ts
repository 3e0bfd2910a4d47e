import { Type } from 'typebox'
import type { Access } from '#domain/access/index.ts'
import type { Account, AccountId, Accounts } from '#domain/accounts/index.ts'
import { type AnyEndpoint, endpoint, Refusal } from '#platform/http-server/index.ts'
import { viewerId } from '#surfaces/mastodon-api/index.ts'
import { aliases } from '../shapes/brought-along.ts'

/** Moving house, as the federation surface does it. */
export interface Migration {
  addAlias(accountId: AccountId, handle: string): Promise<MigrationOutcome>
  removeAlias(accountId: AccountId, uri: string): Promise<void>
  moveTo(accountId: AccountId, handle: string): Promise<MigrationOutcome>
}

type MigrationOutcome =
  | { readonly kind: 'done'; readonly account: Account }
  | { readonly kind: 'refused'; readonly because: keyof typeof refusals }

export interface AliasNeeds {
  readonly access: Pick<Access, 'confirmPassword'>
  readonly accounts: Pick<Accounts, 'findAccount'>
  readonly migration: Migration
}

const refusals = {
  not_found: [404, 'There is no such account.'],
  self: [422, 'Validation failed: That is this account itself.'],
  not_an_alias: [422, 'Validation failed: The other account does not name this one as an alias.'],
  too_many: [422, 'Validation failed: There are too many aliases.'],
  unreachable: [503, 'The other server does not answer.'],
} as const

const acct = Type.String({ minLength: 3, maxLength: 400, description: '`name@example.org`' })

/** Accounts elsewhere that are the same person, and the move to one of them (FEP-7628, as Mastodon does it). */
export const aliasEndpoints = (needs: AliasNeeds): AnyEndpoint[] => {
  const list = async (accountId: AccountId) => {
    const own = await needs.accounts.findAccount(accountId)
    return { aliases: own?.alsoKnownAs ?? [], moved_to_id: own?.movedToId ?? null }
  }
  return [
    endpoint({
      method: 'GET',
      path: '/api/cairn/v1/aliases',
      access: { who: 'user', scopes: ['read:accounts'] },
      response: aliases,
      summary: 'The accounts elsewhere that may move here.',
      handle: ({ viewer }) => list(viewerId(viewer)),
    }),
    endpoint({
      method: 'POST',
      path: '/api/cairn/v1/aliases',
      access: { who: 'user', scopes: ['write:accounts'] },
      response: aliases,
      alsoAnswers: { 404: 'error' },
      summary: 'Names an account elsewhere as the same person, so that it may move here.',
      body: Type.Object({ acct }),
      async handle({ viewer, body }) {
        finish(await needs.migration.addAlias(viewerId(viewer), body.acct))
        return list(viewerId(viewer))
      },
    }),
    endpoint({
      method: 'DELETE',
      path: '/api/cairn/v1/aliases',
      access: { who: 'user', scopes: ['write:accounts'] },
      response: aliases,
      summary: 'Takes an alias back.',
      query: Type.Object({ uri: Type.String({ maxLength: 2048, description: 'As it is listed.' }) }),
      async handle({ viewer, query }) {
        await needs.migration.removeAlias(viewerId(viewer), query.uri)
        return list(viewerId(viewer))
      },
    }),
    endpoint({
      method: 'POST',
      path: '/api/cairn/v1/migration',
      access: { who: 'user', scopes: ['write:accounts'] },
      response: aliases,
      alsoAnswers: { 404: 'error' },
      summary: 'Goes on as another account, which must name this one as an alias. Followers are told.',
      body: Type.Object({ acct, password: Type.String({ maxLength: 1000 }) }),
      async handle({ viewer, body }) {
        const me = viewerId(viewer)
        const confirmed = await needs.access.confirmPassword(me, body.password)
        if (confirmed === 'limited') throw new Refusal(429, 'Too many attempts. Try again later.')
        if (confirmed === 'wrong') throw new Refusal(403, 'The password is wrong.')
        finish(await needs.migration.moveTo(me, body.acct))
        return list(me)
      },
    }),
  ]
}

function finish(outcome: MigrationOutcome): void {
  if (outcome.kind === 'done') return
  const [status, text] = refusals[outcome.because]
  throw new Refusal(status, text)
}
