import type { Accounts } from '#domain/accounts/index.ts'
import type { Instance, InstanceSettings } from '#domain/instance/index.ts'
import { defaultMediaLimits, maxAttachments, maxDescriptionLength } from '#domain/media/index.ts'
import { pollLimits } from '#domain/polls/index.ts'
import { maxPins, maxPostLength } from '#domain/posts/index.ts'
import type { Push } from '#domain/push/index.ts'
import { maxFeaturedTags } from '#domain/tags/index.ts'
import { profileLimits } from '../profile-limits.ts'
import type { presentAccounts } from './present-account.ts'

/** What this server is and has, counted for real. */
export interface InstanceFacts {
  readonly users: number
  readonly activeMonth: number
  readonly posts: number
  readonly peers: number
}

export interface InstanceNeeds {
  readonly origin: string
  /** Where streams are opened: `https://…`. */
  readonly streamingOrigin: string
  readonly handleDomain: string
  /** e.g. `0.1.0` */
  readonly version: string
  readonly instance: Pick<Instance, 'getSettings'>
  readonly accounts: Pick<Accounts, 'findByHandle'>
  readonly push: Pick<Push, 'findKeys'>
  readonly countInstance: () => Promise<InstanceFacts>
  readonly presentAccounts: ReturnType<typeof presentAccounts>
}

const configuration = {
  accounts: {
    max_featured_tags: maxFeaturedTags,
    max_pinned_statuses: maxPins,
    max_profile_fields: profileLimits.fields,
    max_display_name_length: profileLimits.displayName,
    max_note_length: profileLimits.bio,
    profile_field_name_limit: profileLimits.fieldName,
    profile_field_value_limit: profileLimits.fieldValue,
    max_avatar_description_length: profileLimits.pictureDescription,
    max_header_description_length: profileLimits.pictureDescription,
  },
  statuses: {
    max_characters: maxPostLength,
    max_media_attachments: maxAttachments,
    characters_reserved_per_url: 23,
  },
  media_attachments: {
    supported_mime_types: [
      'image/jpeg',
      'image/png',
      'image/gif',
      'image/heic',
      'image/heif',
      'image/webp',
      'image/avif',
      'video/mp4',
    ],
    description_limit: maxDescriptionLength,
    image_size_limit: defaultMediaLimits.pictureBytes,
    image_matrix_limit: defaultMediaLimits.pixels,
    video_size_limit: defaultMediaLimits.videoBytes,
    video_frame_rate_limit: 120,
    video_matrix_limit: 8_294_400,
  },
  polls: {
    max_options: pollLimits.options,
    max_characters_per_option: pollLimits.optionLength,
    min_expiration: pollLimits.minSeconds,
    max_expiration: pollLimits.maxSeconds,
  },
}

/** Apps read the compatible version from here: a bare own version fails their checks. */
export function versionText(version: string): string {
  return `4.5.0 (compatible; Cairn ${version})`
}

export async function presentInstanceV2(needs: InstanceNeeds) {
  const [settings, facts, vapid] = await Promise.all([
    needs.instance.getSettings(),
    needs.countInstance(),
    needs.push.findKeys(),
  ])
  const thumbnail = `${needs.origin}/static/header.png`
  return {
    domain: needs.handleDomain,
    title: settings.title,
    version: versionText(needs.version),
    source_url: `${needs.origin}/about`,
    description: settings.shortDescription,
    usage: { users: { active_month: facts.activeMonth } },
    thumbnail: { url: thumbnail, blurhash: null, description: null, versions: { '@1x': thumbnail } },
    icon: [{ src: `${needs.origin}/static/avatar.png`, size: '400x400' }],
    languages: settings.languages,
    configuration: {
      ...configuration,
      urls: {
        streaming: needs.streamingOrigin.replace(/^http/, 'ws'),
        status: null,
        about: `${needs.origin}/about`,
        privacy_policy: null,
        terms_of_service: null,
      },
      vapid: { public_key: vapid.publicKey },
      translation: { enabled: false },
      timelines_access: {
        live_feeds: { local: 'public', remote: 'public' },
        hashtag_feeds: { local: 'public', remote: 'public' },
        trending_link_feeds: { local: 'public', remote: 'public' },
      },
      limited_federation: settings.limitedFederation,
    },
    registrations: presentRegistrations(settings),
    wrapstodon: null,
    api_versions: { mastodon: 10, cairn: 1, checkins: 1 },
    contact: { email: contactEmail(needs, settings), account: await findContact(needs, settings) },
    rules: presentRules(settings),
  }
}

export async function presentInstanceV1(needs: InstanceNeeds) {
  const [settings, facts] = await Promise.all([needs.instance.getSettings(), needs.countInstance()])
  const { registrations } = settings
  return {
    uri: needs.handleDomain,
    title: settings.title,
    short_description: settings.shortDescription,
    description: settings.description || settings.shortDescription,
    email: contactEmail(needs, settings),
    version: versionText(needs.version),
    urls: { streaming_api: needs.streamingOrigin.replace(/^http/, 'ws') },
    stats: { user_count: facts.users, status_count: facts.posts, domain_count: facts.peers },
    thumbnail: `${needs.origin}/static/header.png`,
    languages: settings.languages,
    registrations: registrations === 'open' || registrations === 'approval',
    approval_required: registrations === 'approval',
    invites_enabled: registrations === 'invite',
    configuration,
    contact_account: await findContact(needs, settings),
    rules: presentRules(settings),
  }
}

function presentRegistrations({ registrations, registrationsMessage, minAge }: InstanceSettings) {
  return {
    enabled: registrations === 'open' || registrations === 'approval',
    approval_required: registrations === 'approval',
    reason_required: registrations === 'approval',
    message: registrationsMessage || null,
    min_age: minAge || null,
    url: null,
  }
}

export function presentRules({ rules }: InstanceSettings) {
  return rules.map((text, index) => ({ id: String(index + 1), text, hint: '', translations: {} }))
}

/** Apps fail without an address; every mail domain has a postmaster (RFC 5321, 4.5.1). */
function contactEmail({ origin }: InstanceNeeds, settings: InstanceSettings): string {
  const { hostname } = new URL(origin)
  const domain = hostname.includes('.') ? hostname : `${hostname}.localdomain`
  return settings.contactEmail || `postmaster@${domain}`
}

async function findContact(needs: InstanceNeeds, settings: InstanceSettings) {
  const account =
    settings.contactAccount && (await needs.accounts.findByHandle(settings.contactAccount, null))
  return account ? ((await needs.presentAccounts([account.id])).get(account.id) ?? null) : null
}
