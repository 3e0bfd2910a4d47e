import {
  type Account,
  type AccountCounters,
  handleOf,
  isActive,
  isLocal,
  localAddresses,
} from '#domain/accounts/index.ts'
import { type Html, html } from '#platform/html/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { absolute, avatarPath, headerPath, httpUrl, profilePath, profileUrl } from './addresses.ts'
import { gatherPosts } from './gather-posts.ts'
import type { PagesNeeds } from './needs.ts'
import { fieldHtml, profileHtml, profileWords } from './profile-html.ts'
import type { PublicPage } from './public-page.ts'
import { writeFeed } from './write-feed.ts'
import { writeHead } from './write-head.ts'
import { nameOf } from './write-post.ts'
import { writeDay } from './write-time.ts'

type Needs = Pick<PagesNeeds, 'origin' | 'accounts' | 'posts' | 'timelines' | 'checkins' | 'instance'>

const postsAPage = 20
const noCounters: AccountCounters = { posts: 0, followers: 0, following: 0, lastPostAt: null }

/** The page of an account, of this server or of another as far as it is known here. */
export async function makeProfilePage(
  needs: Needs,
  handle: string,
  maxId: string | undefined,
): Promise<PublicPage | undefined> {
  const account = await findByPath(needs, handle)
  if (!account) return undefined
  const [counters, list, { title: siteTitle }] = await Promise.all([
    needs.accounts.findCounters([account.id]),
    needs.timelines.listAccount(
      undefined,
      account.id,
      { excludeReplies: true },
      { limit: postsAPage, maxId: parseId(maxId) },
    ),
    needs.instance.getSettings(),
  ])
  const posts = await gatherPosts(needs, list)
  const path = profilePath(account)
  const older = list.olderThan && `${path}?max_id=${list.olderThan}`
  return {
    title: `${nameOf(account)} (@${handleOf(account)})`,
    head: writeProfileHead(needs.origin, { account, siteTitle, next: older }),
    body: html`${writeProfile(needs.origin, account, counters.get(account.id) ?? noCounters)}
${writeFeed(posts, {
  origin: needs.origin,
  name: `Posts of ${nameOf(account)}`,
  empty: 'No public posts yet.',
  older,
  newest: maxId === undefined ? undefined : path,
})}`,
  }
}

/** Finds who is meant by `alice` or `alice@example.org`; nobody who is suspended, gone, or no person at all. */
export async function findByPath(
  needs: Pick<PagesNeeds, 'origin' | 'accounts'>,
  handle: string,
): Promise<Account | undefined> {
  const match = /^([^@\s\0]{1,128})(?:@([^@\s\0]{1,255}))?$/.exec(handle.toWellFormed())
  if (!match?.[1]) return undefined
  const [, username, domain = null] = match
  const isHere = domain === null || domain.toLowerCase() === new URL(needs.origin).host
  const account = await needs.accounts.findByHandle(username, isHere ? null : domain)
  const isMachinery = account && isLocal(account) && account.kind === 'application'
  return account && isActive(account) && !isMachinery ? account : undefined
}

export function accountActivityUrl(origin: string, account: Account): string {
  return httpUrl(account.uri) ?? localAddresses(origin, account.username).uri
}

function writeProfileHead(
  origin: string,
  facts: { account: Account; siteTitle: string; next: string | undefined },
): Html {
  const { account } = facts
  const handle = `@${account.username}@${account.domain ?? new URL(origin).host}`
  return writeHead({
    siteTitle: facts.siteTitle,
    title: `${nameOf(account)} (${handle})`,
    description: profileWords(origin, account) || `${handle} on the open social web.`,
    url: profileUrl(origin, account),
    type: 'profile',
    image: {
      url: absolute(origin, avatarPath(account)),
      alt: `Picture of ${nameOf(account)}`,
      large: false,
    },
    activityUrl: accountActivityUrl(origin, account),
    feedUrl: isLocal(account) ? `${origin}${profilePath(account)}/feed.atom` : undefined,
    homeOf: isLocal(account) ? origin : undefined,
    noIndex: !account.indexable || !isLocal(account),
    properties: { 'profile:username': handle.slice(1) },
    next: facts.next && absolute(origin, facts.next),
  })
}

function writeProfile(origin: string, account: Account, counters: AccountCounters): Html {
  const url = profileUrl(origin, account)
  const host = account.domain ?? new URL(origin).host
  return html`<header class="profile h-card">
<img class="banner u-featured" src="${headerPath(account)}" alt="" width="1500" height="500">
<img class="avatar u-photo" src="${avatarPath(account)}" alt="" width="96" height="96">
<div><h1 class="p-name">${nameOf(account)}</h1>
<p class="handle">@<span class="p-nickname">${account.username}</span>@${host}${account.bot && html` <span class="badge">Bot</span>`}</p></div>
<a class="u-url u-uid" href="${url}" rel="${isLocal(account) ? 'me' : 'nofollow noopener'}" hidden></a>
${
  !isLocal(account) &&
  html`<p class="elsewhere">This profile is at home on ${host}. <a href="${url}" rel="nofollow noopener">See the original</a></p>`
}
${account.bio.trim() !== '' && html`<div class="note p-note">${profileHtml(origin, account, account.bio)}</div>`}
${account.fields.length > 0 && writeFields(origin, account)}
<p class="counts"><span><b>${counters.posts}</b> ${counters.posts === 1 ? 'post' : 'posts'}</span>
<span><b>${counters.following}</b> following</span>
<span><b>${counters.followers}</b> ${counters.followers === 1 ? 'follower' : 'followers'}</span>
${isLocal(account) && html`<span>Here since ${writeDay(account.createdAt)}</span>`}</p>
</header>`
}

function writeFields(origin: string, account: Account): Html {
  return html`<dl class="fields">${account.fields.map(
    (field) => html`<dt>${field.name}</dt><dd>${fieldHtml(origin, account, field.value)}</dd>`,
  )}</dl>`
}
