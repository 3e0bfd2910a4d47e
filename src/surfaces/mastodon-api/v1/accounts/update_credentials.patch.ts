import { type Static, Type } from 'typebox'
import type { CheckinPrecision, User, UserDefaults } from '#domain/access/index.ts'
import type { AccountId, Accounts } from '#domain/accounts/index.ts'
import { endpoint, Refusal } from '#platform/http-server/index.ts'
import { quotePolicyText, readQuotePolicy } from '../../draft-parameters.ts'
import { credentialAccount } from '../../entities/account.ts'
import { viewerId } from '../../parameters.ts'
import type { findOwnAccount } from '../../present/find-own-account.ts'
import { type PictureNeeds, profileFields, toProfileChanges } from '../../profile-parameters.ts'
import { parseVisibility } from '../../words.ts'

interface Needs extends PictureNeeds {
  readonly accounts: Pick<Accounts, 'updateProfile' | 'findAccount'>
  readonly updateDefaults: (id: AccountId, changes: Partial<UserDefaults>) => Promise<User | undefined>
  readonly findOwnAccount: ReturnType<typeof findOwnAccount>
}

const body = Type.Object({
  ...profileFields,
  source: Type.Optional(
    Type.Object({
      privacy: Type.Optional(Type.String()),
      sensitive: Type.Optional(Type.Boolean()),
      language: Type.Optional(Type.String({ maxLength: 10 })),
      quote_policy: Type.Optional(quotePolicyText),
      checkin_visibility: Type.Optional(Type.String()),
      checkin_precision: Type.Optional(Type.String()),
    }),
  ),
})

export const updateCredentials = (needs: Needs) =>
  endpoint({
    method: 'PATCH',
    path: '/api/v1/accounts/update_credentials',
    access: { who: 'user', scopes: ['write:accounts'] },
    response: credentialAccount,
    summary: "Changes the viewer's profile and defaults.",
    body,
    bodyLimit: 20 * 1024 * 1024,
    async handle({ viewer, body: given }) {
      const me = viewerId(viewer)
      const defaults = toDefaults(given.source)
      await needs.accounts.updateProfile(me, await toProfileChanges(needs, given))
      if (defaults) await needs.updateDefaults(me, defaults)
      return needs.findOwnAccount(me)
    },
  })

function toDefaults(source: Static<typeof body>['source']): Partial<UserDefaults> | undefined {
  if (!source) return undefined
  return {
    ...(source.privacy && { defaultVisibility: visibilityOr422(source.privacy) }),
    ...(source.sensitive !== undefined && { defaultSensitive: source.sensitive }),
    ...(source.language !== undefined && { defaultLanguage: source.language || null }),
    ...(source.quote_policy && { defaultQuotePolicy: readQuotePolicy(source.quote_policy) ?? 'public' }),
    ...(source.checkin_visibility && { checkinVisibility: visibilityOr422(source.checkin_visibility) }),
    ...(source.checkin_precision && { checkinPrecision: precisionOr422(source.checkin_precision) }),
  }
}

function visibilityOr422(name: string) {
  const visibility = parseVisibility(name)
  if (!visibility) throw new Refusal(422, 'Validation failed: Visibility is not included in the list')
  return visibility
}

function precisionOr422(name: string): CheckinPrecision {
  if (name === 'venue' || name === 'cell' || name === 'city' || name === 'country') return name
  throw new Refusal(422, 'Validation failed: precision must be venue, cell, city or country')
}
