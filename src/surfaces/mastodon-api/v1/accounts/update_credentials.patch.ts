import { type Static, Type } from 'typebox'
import type { CheckinPrecision, User, UserDefaults } from '#domain/access/index.ts'
import type { AccountId, Accounts } from '#domain/accounts/index.ts'
import type { MediaRoom } from '#domain/media/index.ts'
import { endpoint, isUploadedFile, Refusal } from '#platform/http-server/index.ts'
import { viewerId } from '../../parameters.ts'
import type { findOwnAccount } from '../../present/find-own-account.ts'
import { profileLimits } from '../../profile-limits.ts'
import { parseVisibility } from '../../words.ts'

interface Needs {
  readonly accounts: Pick<Accounts, 'updateProfile' | 'findAccount'>
  readonly media: Pick<MediaRoom, 'uploadProfilePicture'>
  readonly updateDefaults: (id: AccountId, changes: Partial<UserDefaults>) => Promise<User | undefined>
  readonly findOwnAccount: ReturnType<typeof findOwnAccount>
}

const field = Type.Object({ name: Type.Optional(Type.String()), value: Type.Optional(Type.String()) })
const body = Type.Object({
  display_name: Type.Optional(Type.String({ maxLength: profileLimits.displayName })),
  note: Type.Optional(Type.String({ maxLength: profileLimits.bio })),
  avatar: Type.Optional(Type.Unknown()),
  header: Type.Optional(Type.Unknown()),
  locked: Type.Optional(Type.Boolean()),
  bot: Type.Optional(Type.Boolean()),
  discoverable: Type.Optional(Type.Boolean()),
  indexable: Type.Optional(Type.Boolean()),
  fields_attributes: Type.Optional(Type.Array(field)),
  source: Type.Optional(
    Type.Object({
      privacy: Type.Optional(Type.String()),
      sensitive: Type.Optional(Type.Boolean()),
      language: Type.Optional(Type.String({ maxLength: 10 })),
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
    summary: "Changes the viewer's profile and defaults.",
    body,
    bodyLimit: 20 * 1024 * 1024,
    async handle({ viewer, body: given }) {
      const me = viewerId(viewer)
      const defaults = toDefaults(given.source)
      await needs.accounts.updateProfile(me, {
        displayName: given.display_name,
        bio: given.note,
        locked: given.locked,
        bot: given.bot,
        discoverable: given.discoverable,
        indexable: given.indexable,
        fields: given.fields_attributes && toFields(given.fields_attributes),
        avatarKey: await keepPicture(needs, 'avatar', given.avatar),
        headerKey: await keepPicture(needs, 'header', given.header),
      })
      if (defaults) await needs.updateDefaults(me, defaults)
      return needs.findOwnAccount(me)
    },
  })

async function keepPicture(
  needs: Needs,
  purpose: 'avatar' | 'header',
  given: unknown,
): Promise<string | undefined> {
  if (!isUploadedFile(given)) return undefined
  const outcome = await needs.media.uploadProfilePicture(purpose, given)
  if (!outcome.ok) throw new Refusal(422, `Validation failed: ${purpose} ${outcome.message}`)
  return outcome.key
}

function toFields(given: readonly Static<typeof field>[]) {
  if (given.length > profileLimits.fields * 2)
    throw new Refusal(422, `Validation failed: at most ${profileLimits.fields} fields`)
  return given
    .map(({ name = '', value = '' }) => ({
      name: name.trim().slice(0, profileLimits.fieldName),
      value: value.trim().slice(0, profileLimits.fieldValue),
    }))
    .filter((one) => one.name !== '' || one.value !== '')
    .slice(0, profileLimits.fields)
}

function toDefaults(source: Static<typeof body>['source']): Partial<UserDefaults> | undefined {
  if (!source) return undefined
  return {
    ...(source.privacy && { defaultVisibility: visibilityOr422(source.privacy) }),
    ...(source.sensitive !== undefined && { defaultSensitive: source.sensitive }),
    ...(source.language !== undefined && { defaultLanguage: source.language || null }),
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
