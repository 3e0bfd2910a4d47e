import { type Static, Type } from 'typebox'
import type { ProfileChanges } from '#domain/accounts/index.ts'
import type { MediaRoom } from '#domain/media/index.ts'
import { isUploadedFile, Refusal } from '#platform/http-server/index.ts'
import { profileLimits } from './profile-limits.ts'

const field = Type.Object({ name: Type.Optional(Type.String()), value: Type.Optional(Type.String()) })
const pictureText = Type.Optional(
  Type.String({ maxLength: profileLimits.pictureDescription, description: 'What the picture shows.' }),
)

/** What both `update_credentials` and `profile` take. */
export const profileFields = {
  display_name: Type.Optional(Type.String({ maxLength: profileLimits.displayName })),
  note: Type.Optional(Type.String({ maxLength: profileLimits.bio })),
  avatar: Type.Optional(Type.Unknown()),
  avatar_description: pictureText,
  header: Type.Optional(Type.Unknown()),
  header_description: pictureText,
  locked: Type.Optional(Type.Boolean()),
  bot: Type.Optional(Type.Boolean()),
  discoverable: Type.Optional(Type.Boolean()),
  indexable: Type.Optional(Type.Boolean()),
  hide_collections: Type.Optional(Type.Boolean({ description: 'Whether follows are shown to nobody.' })),
  show_media: Type.Optional(Type.Boolean()),
  show_media_replies: Type.Optional(Type.Boolean()),
  show_featured: Type.Optional(Type.Boolean()),
  attribution_domains: Type.Optional(
    Type.Array(Type.String(), { description: 'Sites that may name the account as author.' }),
  ),
  fields_attributes: Type.Optional(Type.Array(field)),
}

const profileBody = Type.Object(profileFields)

export interface PictureNeeds {
  readonly media: Pick<MediaRoom, 'uploadProfilePicture'>
}

/** @throws Refusal 422 */
export async function toProfileChanges(
  needs: PictureNeeds,
  given: Static<typeof profileBody>,
): Promise<ProfileChanges> {
  return {
    displayName: given.display_name,
    bio: given.note,
    locked: given.locked,
    bot: given.bot,
    discoverable: given.discoverable,
    indexable: given.indexable,
    hideCollections: given.hide_collections,
    showMedia: given.show_media,
    showMediaReplies: given.show_media_replies,
    showFeatured: given.show_featured,
    attributionDomains: given.attribution_domains && toDomains(given.attribution_domains),
    fields: given.fields_attributes && toFields(given.fields_attributes),
    avatarDescription: given.avatar_description,
    headerDescription: given.header_description,
    avatarKey: await keepPicture(needs, 'avatar', given.avatar),
    headerKey: await keepPicture(needs, 'header', given.header),
  }
}

async function keepPicture(
  needs: PictureNeeds,
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

function toDomains(given: readonly string[]): string[] {
  const domains = [...new Set(given.map((text) => text.trim().toLowerCase()).filter(Boolean))].map((text) =>
    text.replace(/^https?:\/\//, '').replace(/^www\./, ''),
  )
  if (domains.length > profileLimits.attributionDomains)
    throw new Refusal(
      422,
      `Validation failed: at most ${profileLimits.attributionDomains} attribution domains`,
    )
  const wrong = domains.find((domain) => !/^(?=.{1,253}$)[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+$/u.test(domain))
  if (wrong !== undefined)
    throw new Refusal(
      422,
      `Validation failed: Attribution domains ${wrong.slice(0, 100)} is not a valid domain name`,
    )
  return domains
}
