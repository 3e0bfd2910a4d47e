import { type Account, handleOf } from '#domain/accounts/index.ts'
import type { InstanceSettings } from '#domain/instance/index.ts'
import type { Credit } from '#domain/places/index.ts'
import { type Html, html } from '#platform/html/index.ts'
import { avatarPath, profilePath } from './addresses.ts'
import { describeCredit } from './describe-source.ts'
import type { PagesNeeds } from './needs.ts'
import { findByPath } from './profile-page.ts'
import type { PublicPage } from './public-page.ts'
import { writeHead } from './write-head.ts'
import { nameOf } from './write-post.ts'

type Needs = Pick<PagesNeeds, 'origin' | 'version' | 'accounts' | 'instance' | 'places'>

/** Who runs this server, by which rules, with what software and whose data. */
export async function makeAboutPage(needs: Needs): Promise<PublicPage> {
  const settings = await needs.instance.getSettings()
  const contact =
    settings.contactAccount === '' ? undefined : await findByPath(needs, settings.contactAccount)
  return {
    title: 'About',
    head: writeHead({
      siteTitle: settings.title,
      title: `About ${settings.title}`,
      description: settings.shortDescription,
      url: `${needs.origin}/about`,
      type: 'website',
    }),
    body: html`<section class="hero"><h1>${settings.title}</h1><p>${settings.shortDescription}</p></section>
${writeDescription(settings)}
${writeRules(settings)}
${writeContact(settings, contact)}
${writeLicences(needs.version, await needs.places.listCredits())}`,
  }
}

function writeDescription({ description }: InstanceSettings): Html | undefined {
  if (description.trim() === '') return undefined
  const paragraphs = description.split(/\n\s*\n/).filter((text) => text.trim() !== '')
  return html`<section class="card"><h2>What to know</h2>${paragraphs.map((text) => html`<p>${text}</p>`)}</section>`
}

function writeRules({ rules }: InstanceSettings): Html | undefined {
  if (rules.length === 0) return undefined
  return html`<section class="card" id="rules"><h2>Rules</h2><ol class="rules">${rules.map(
    (rule) => html`<li>${rule}</li>`,
  )}</ol></section>`
}

function writeContact({ contactEmail }: InstanceSettings, contact: Account | undefined): Html {
  const nobody = contactEmail === '' && !contact
  return html`<section class="card" id="contact"><h2>Contact</h2>
${
  contact &&
  html`<a class="author h-card" href="${profilePath(contact)}"><img class="avatar" src="${avatarPath(contact)}" alt="" width="46" height="46">
<span class="name">${nameOf(contact)}</span> <span class="handle">@${handleOf(contact)}</span></a>`
}
${contactEmail !== '' && html`<p><a href="mailto:${contactEmail}">${contactEmail}</a></p>`}
${nobody && html`<p>Those who run this server have not said yet how to reach them.</p>`}</section>`
}

/** The credits that the licences of the data ask for. */
function writeLicences(version: string, credits: readonly Credit[]): Html {
  return html`<section class="card" id="licences"><h2>Software and data</h2>
<p>This server runs Cairn ${version}, free software under the
<a href="https://www.apache.org/licenses/LICENSE-2.0" rel="license">Apache License 2.0</a>: open to read, to use and
to change.</p>
<ul class="credits">
<li>Towns and their positions: <a href="https://www.geonames.org/">GeoNames</a>, licensed under
<a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>.</li>
<li>Coasts and borders on the maps: <a href="https://www.naturalearthdata.com/">Natural Earth</a>, in the public domain.</li>
<li>Kinds of places are named as <a href="https://wiki.openstreetmap.org/wiki/Map_features">OpenStreetMap</a> tags them.</li>
${credits.filter(({ source }) => source !== 'geonames').map(writeCredit)}
<li>Places that came from other servers name their source and licence on their pages.</li>
</ul></section>`
}

function writeCredit(credit: Credit): Html {
  const { text, url, licence } = describeCredit({ ...credit, name: credit.name || credit.source })
  const name = text.replace(/^Data: /, '')
  return html`<li>Venues: ${url ? html`<a href="${url}">${name}</a>` : name}${
    licence && html`, licensed under <a href="${licence.url}" rel="license">${licence.name}</a>`
  }.</li>`
}
