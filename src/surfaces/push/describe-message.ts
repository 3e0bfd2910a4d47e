import { idAsNumber } from '#platform/ids/index.ts'
import type { ShownNotification } from './needs.ts'

/**
 * What an app is woken with, in the members that Mastodon's apps read. The token is not among them: only its hash is
 * kept, so apps find the account by the address that they were woken at.
 */
export function describeMessage(shown: ShownNotification) {
  const name = shown.account.display_name || shown.account.acct
  const text = shown.status?.spoiler_text || plainText(shown.status?.content ?? '')
  return {
    access_token: '',
    preferred_locale: 'en',
    // A number, as Mastodon sends it: apps for iOS refuse text.
    notification_id: idAsNumber(shown.id),
    notification_type: shown.type,
    icon: shown.account.avatar_static,
    title: (titles[shown.type] ?? titles['other'] ?? ((who: string) => who))(name.slice(0, 100)),
    body: text.slice(0, 140),
  }
}

const titles: Readonly<Record<string, (who: string) => string>> = {
  mention: (who) => `${who} mentioned you`,
  status: (who) => `${who} posted`,
  reblog: (who) => `${who} boosted your post`,
  follow: (who) => `${who} follows you`,
  follow_request: (who) => `${who} asks to follow you`,
  favourite: (who) => `${who} liked your post`,
  poll: (who) => `A poll of ${who} has ended`,
  update: (who) => `${who} edited a post`,
  quote: (who) => `${who} quoted you`,
  quoted_update: (who) => `${who} edited a post that you quoted`,
  'cairn.companion': (who) => `${who} would like to say that you were there`,
  'admin.sign_up': (who) => `${who} signed up`,
  severed_relationships: () => 'A server that you had to do with was blocked here',
  moderation_warning: () => 'The moderators have a word with you',
  'admin.report': (who) => `${who} reported something`,
  'cairn.place_report': (who) => `${who} reported a place`,
  other: (who) => `News of ${who}`,
}

/** Content is safe HTML of known shape: tags end lines or vanish, and five entities are left. */
function plainText(html: string): string {
  return html
    .replace(/<br[^>]*>|<\/p>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .trim()
}
