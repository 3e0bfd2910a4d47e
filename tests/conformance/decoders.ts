/**
 * What the decoders of native apps demand: a member that is absent, null or of another type there does not only stay
 * blank, it loses the whole answer. Read from the models of Mastodon for Android and iOS, Tusky, Pachli, Ice Cubes,
 * Metatext, Megalodon and Moshidon: each member here is demanded by at least one of them.
 * `text`, `int32`, `int64`, `number`, `flag`, `time`, `day`, `url`; another entity by its name; `[…]` lists; `?` may be
 * null or absent, but nothing else.
 */
export const demands: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Account: {
    id: 'text',
    username: 'text',
    acct: 'text',
    display_name: 'text',
    note: 'text',
    url: 'url',
    avatar: 'url',
    avatar_static: 'url',
    header: 'url',
    header_static: 'url',
    created_at: 'time',
    last_status_at: 'day?',
    followers_count: 'int32',
    following_count: 'int32',
    statuses_count: 'int32',
    locked: 'flag',
    bot: 'flag',
    fields: '[Field]',
    emojis: '[Emoji]',
    moved: 'Account?',
    source: 'Source?',
  },
  Source: { note: 'text', fields: '[Field]', privacy: 'text', sensitive: 'flag', language: 'text?' },
  Field: { name: 'text', value: 'text', verified_at: 'time?' },
  Emoji: { shortcode: 'text', url: 'url', static_url: 'url', visible_in_picker: 'flag', category: 'text?' },
  Status: {
    id: 'text',
    uri: 'text',
    url: 'url?',
    created_at: 'time',
    edited_at: 'time?',
    account: 'Account',
    content: 'text',
    spoiler_text: 'text',
    sensitive: 'flag',
    visibility: 'text',
    language: 'text?',
    in_reply_to_id: 'text?',
    in_reply_to_account_id: 'text?',
    replies_count: 'int32',
    reblogs_count: 'int32',
    favourites_count: 'int32',
    quotes_count: 'int32',
    media_attachments: '[Attachment]',
    mentions: '[Mention]',
    tags: '[Tag]',
    emojis: '[Emoji]',
    reblog: 'Status?',
    poll: 'Poll?',
    card: 'Card?',
    application: 'Maker?',
    filtered: '[FilterResult]?',
    quote: 'Quote?',
    quote_approval: 'QuoteApproval?',
  },
  Maker: { name: 'text', website: 'url?' },
  Mention: { id: 'text', username: 'text', acct: 'text', url: 'url' },
  Tag: { name: 'text', url: 'url', history: '[History]?', following: 'flag?' },
  History: { day: 'text', uses: 'text', accounts: 'text' },
  Attachment: {
    id: 'text',
    type: 'text',
    url: 'url',
    description: 'text?',
    meta: 'Meta?',
    blurhash: 'text?',
  },
  /** A film without a preview is thrown away by Mastodon for Android. */
  Film: { id: 'text', type: 'text', url: 'url', preview_url: 'url' },
  Meta: { original: 'Size?', small: 'Size?', focus: 'Focus?' },
  Size: { width: 'int32?', height: 'int32?', aspect: 'number?' },
  Focus: { x: 'number', y: 'number' },
  Poll: {
    id: 'text',
    expires_at: 'time?',
    expired: 'flag',
    multiple: 'flag',
    votes_count: 'int32',
    voters_count: 'int32?',
    own_votes: '[int32]',
    options: '[Option]',
    emojis: '[Emoji]',
  },
  Option: { title: 'text', votes_count: 'int32?' },
  Card: { url: 'url', title: 'text', description: 'text', type: 'text', image: 'url?', width: 'int32?' },
  Quote: { state: 'text', quoted_status: 'Status?' },
  QuoteApproval: { automatic: '[text]', manual: '[text]', current_user: 'text' },
  FilterResult: { filter: 'FilterSummary', keyword_matches: '[text]?' },
  FilterSummary: { id: 'text', title: 'text', context: '[text]', filter_action: 'text' },
  Filter: {
    id: 'text',
    title: 'text',
    context: '[text]',
    filter_action: 'text',
    expires_at: 'time?',
    keywords: '[Keyword]',
  },
  Keyword: { id: 'text', keyword: 'text', whole_word: 'flag' },
  OldFilter: { id: 'text', phrase: 'text', context: '[text]', irreversible: 'flag', whole_word: 'flag' },
  Relationship: {
    id: 'text',
    following: 'flag',
    showing_reblogs: 'flag',
    notifying: 'flag',
    followed_by: 'flag',
    blocking: 'flag',
    blocked_by: 'flag',
    muting: 'flag',
    muting_notifications: 'flag',
    requested: 'flag',
    domain_blocking: 'flag',
    endorsed: 'flag',
    note: 'text',
  },
  List: { id: 'text', title: 'text', replies_policy: 'text', exclusive: 'flag' },
  Conversation: { id: 'text', unread: 'flag', accounts: '[Account]', last_status: 'Status?' },
  Notification: { id: 'text', type: 'text', created_at: 'time', account: 'Account', status: 'Status?' },
  Groups: { accounts: '[Account]', statuses: '[Status]', notification_groups: '[Group]' },
  Group: {
    group_key: 'text',
    notifications_count: 'int32',
    type: 'text',
    most_recent_notification_id: 'int64',
    page_min_id: 'text',
    page_max_id: 'text',
    latest_page_notification_at: 'time',
    sample_account_ids: '[text]',
    status_id: 'text?',
  },
  Policy: {
    for_not_following: 'text',
    for_not_followers: 'text',
    for_new_accounts: 'text',
    for_private_mentions: 'text',
    for_limited_accounts: 'text',
    summary: 'Pending',
  },
  OldPolicy: {
    filter_not_following: 'flag',
    filter_not_followers: 'flag',
    filter_new_accounts: 'flag',
    filter_private_mentions: 'flag',
    summary: 'Pending',
  },
  Pending: { pending_requests_count: 'int32', pending_notifications_count: 'int32' },
  NotificationRequest: {
    id: 'text',
    account: 'Account',
    notifications_count: 'text',
    created_at: 'time',
    updated_at: 'time',
  },
  PushSubscription: { id: 'int32', endpoint: 'url', alerts: 'Alerts', policy: 'text', server_key: 'text' },
  Alerts: {
    follow: 'flag',
    favourite: 'flag',
    reblog: 'flag',
    mention: 'flag',
    poll: 'flag',
    status: 'flag',
  },
  Instance: {
    uri: 'text',
    title: 'text',
    description: 'text',
    email: 'text',
    version: 'text',
    urls: 'StreamingUrls',
    stats: 'Stats',
    languages: '[text]',
  },
  StreamingUrls: { streaming_api: 'text' },
  Stats: { user_count: 'int32', status_count: 'int32', domain_count: 'int32' },
  NewInstance: {
    domain: 'text',
    title: 'text',
    description: 'text',
    version: 'text',
    languages: '[text]',
    thumbnail: 'Thumbnail',
    registrations: 'Registrations',
    contact: 'Contact',
    rules: '[Rule]',
  },
  Thumbnail: { url: 'url' },
  Registrations: { enabled: 'flag', approval_required: 'flag' },
  Contact: { email: 'text', account: 'Account?' },
  Rule: { id: 'text', text: 'text' },
  Edit: {
    content: 'text',
    spoiler_text: 'text',
    sensitive: 'flag',
    created_at: 'time',
    account: 'Account',
    media_attachments: '[Attachment]',
    emojis: '[Emoji]',
  },
  StatusSource: { id: 'text', text: 'text', spoiler_text: 'text' },
  Context: { ancestors: '[Status]', descendants: '[Status]' },
  Search: { accounts: '[Account]', statuses: '[Status]', hashtags: '[Tag]' },
  Announcement: {
    id: 'text',
    content: 'text',
    all_day: 'flag',
    published_at: 'time',
    updated_at: 'time',
    read: 'flag',
    mentions: '[Mention]',
    statuses: '[Reference]',
    tags: '[Tag]',
    emojis: '[Emoji]',
    reactions: '[Reaction]',
  },
  Reference: { id: 'text', url: 'url' },
  Reaction: { name: 'text', count: 'int32', me: 'flag' },
  FeaturedTag: { id: 'text', name: 'text', url: 'url', statuses_count: 'text' },
  Suggestion: { source: 'text', account: 'Account' },
  FamiliarFollowers: { id: 'text', accounts: '[Account]' },
  Profile: { id: 'text', fields: '[Field]', featured_tags: '[FeaturedTag]' },
  ScheduledStatus: { id: 'text', scheduled_at: 'time', params: 'Params', media_attachments: '[Attachment]' },
  Params: { text: 'text', visibility: 'text' },
  Preferences: {
    'posting:default:visibility': 'text',
    'posting:default:sensitive': 'flag',
    'reading:expand:media': 'text',
    'reading:expand:spoilers': 'flag',
  },
}

/**
 * What an app's decoder would stumble over.
 * @param shape as in `demands`
 * @returns one line for each place: `[0].account.url: wants url, has null`
 */
export function stumblingBlocks(shape: string, value: unknown, where = ''): string[] {
  if (shape.endsWith('?'))
    return value === null || value === undefined ? [] : stumblingBlocks(shape.slice(0, -1), value, where)
  const list = /^\[(.*)\]$/.exec(shape)?.[1]
  if (list)
    return Array.isArray(value)
      ? value.flatMap((one, index) => stumblingBlocks(list, one, `${where}[${index}]`))
      : [tell(where, shape, value)]
  const test = kinds[shape]
  if (test) return test(value) ? [] : [tell(where, shape, value)]
  const members = demands[shape]
  if (!members) throw new Error(`Nobody knows what ${shape} is.`)
  if (typeof value !== 'object' || value === null) return [tell(where, shape, value)]
  return Object.entries(members).flatMap(([name, wanted]) =>
    stumblingBlocks(wanted, (value as Record<string, unknown>)[name], `${where}.${name}`),
  )
}

function tell(where: string, shape: string, value: unknown): string {
  return `${where}: wants ${shape}, has ${JSON.stringify(value)?.slice(0, 60) ?? 'nothing'}`
}

const kinds: Readonly<Record<string, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  flag: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  int32: (value) => Number.isInteger(value) && Math.abs(value as number) < 2 ** 31,
  int64: (value) => Number.isInteger(value) && Math.abs(value as number) < 2 ** 63,
  // Swift makes no URL of empty text.
  url: (value) => typeof value === 'string' && URL.canParse(value),
  // ISO 8601 with fractions, in UTC: the one form that every app reads.
  time: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value),
  day: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value),
}
