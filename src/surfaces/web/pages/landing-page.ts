import type { InstanceSettings } from '#domain/instance/index.ts'
import { type Html, html } from '#platform/html/index.ts'
import { drawPictogram } from '../pictograms.ts'
import { gatherPosts } from './gather-posts.ts'
import type { PagesNeeds } from './needs.ts'
import type { PublicPage } from './public-page.ts'
import { writeFeed } from './write-feed.ts'
import { writeHead } from './write-head.ts'

type Needs = Pick<PagesNeeds, 'origin' | 'accounts' | 'posts' | 'timelines' | 'checkins' | 'instance'>

const postsShown = 12

/** What visitors see first: what this place is, how to join, and what happens here. */
export async function makeLandingPage(needs: Needs): Promise<PublicPage> {
  const [settings, list] = await Promise.all([
    needs.instance.getSettings(),
    needs.timelines.listPublic(undefined, { from: 'here' }, { limit: postsShown }),
  ])
  const posts = await gatherPosts(needs, list)
  const { title: siteTitle, shortDescription } = settings
  return {
    wide: true,
    title: shortDescription.replace(/\.$/, '') || 'Welcome',
    head: writeHead({
      siteTitle,
      title: siteTitle,
      description: shortDescription,
      url: `${needs.origin}/`,
      type: 'website',
      image: {
        url: `${needs.origin}/static/header.png`,
        alt: 'A cairn on a hill before the rising sun',
        width: 1500,
        height: 500,
        large: true,
      },
    }),
    body: html`${writeHero(settings, new URL(needs.origin).host)}
${promises}
${writeFeed(posts, {
  origin: needs.origin,
  name: 'Latest from here',
  isNameShown: true,
  empty: 'It is quiet here still. The first stone is yours.',
})}`,
  }
}

function writeHero({ title, shortDescription, registrations }: InstanceSettings, host: string): Html {
  return html`<section class="hero">
<img class="hero-picture" src="/static/header.png" alt="" width="1500" height="500">
<h1>Leave a stone where you have been</h1>
<p>${title} at ${host}. ${shortDescription}</p>
<div class="actions">${registrations !== 'closed' && html`<a class="button button-primary" href="/auth/sign-up">${joinWords[registrations]}</a>`}
<a class="button" href="/auth/sign-in">Sign in</a> <a class="button button-quiet" href="/about">About this server</a></div>
</section>`
}

const joinWords: Readonly<Record<Exclude<InstanceSettings['registrations'], 'closed'>, string>> = {
  open: 'Create an account',
  approval: 'Ask for an account',
  invite: 'Join with an invite',
}

const promises = html`<ul class="promises">
<li><h2><span aria-hidden="true">${drawPictogram('venue')}</span> Check in</h2>
<p>Say where you are, with a photo and a few words. Your followers see it; strangers see only what you let them.</p></li>
<li><h2><span aria-hidden="true">${drawPictogram('precision')}</span> Your precision</h2>
<p>The café, the quarter, the town or just the country. Your exact position is never kept.</p></li>
<li><h2><span aria-hidden="true">${drawPictogram('country')}</span> Open to the world</h2>
<p>Follow and be followed from Mastodon, Pixelfed and every other server of the open social web.</p></li>
</ul>`
