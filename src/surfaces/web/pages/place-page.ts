import {
  type Credit,
  countryName,
  findCategory,
  type Place,
  type PlaceId,
  placePage,
  placeUri,
} from '#domain/places/index.ts'
import { type Html, html } from '#platform/html/index.ts'
import { parseId } from '#platform/ids/index.ts'
import { drawPictogram } from '../pictograms.ts'
import { absolute, httpUrl } from './addresses.ts'
import { describeCredit } from './describe-source.ts'
import { gatherPosts } from './gather-posts.ts'
import type { PagesNeeds } from './needs.ts'
import { mapPreview, writeMap } from './place-map.ts'
import type { PublicPage } from './public-page.ts'
import { writeFeed } from './write-feed.ts'
import { writeHead } from './write-head.ts'

type Needs = Pick<
  PagesNeeds,
  'origin' | 'accounts' | 'places' | 'posts' | 'timelines' | 'checkins' | 'tips' | 'instance'
>

const postsAPage = 20
const mostTips = 5
/** How many are read so that five are left after hiding. */
const tipsRead = 20

/**
 * The page of a place with its public check-ins; or the way to the place that it was merged into.
 * @param address `1234` or `1234-cafe-de-flore`: the number alone decides
 */
export async function makePlacePage(
  needs: Needs,
  address: string,
  maxId: string | undefined,
): Promise<PublicPage | { readonly redirect: string } | undefined> {
  const id = parseId<PlaceId>(/^(\d{1,19})(?:-|$)/.exec(address)?.[1])
  const place = id && (await needs.places.findPlace(id, undefined))
  if (!place) return undefined
  const path = placePage('', place)
  if (place.id !== id) return { redirect: path }
  const [list, counts, credits, { title: siteTitle }] = await Promise.all([
    needs.timelines.listBy(undefined, { limit: postsAPage, maxId: parseId(maxId) }, (page) =>
      needs.checkins.listByPlace(place.id, page),
    ),
    needs.checkins.countByPlace([place.id]),
    needs.places.creditsOf(place),
    needs.instance.getSettings(),
  ])
  const posts = await gatherPosts(needs, list)
  const tips = maxId === undefined ? await findTips(needs, place.id) : []
  const older = list.olderThan && `${path}?max_id=${list.olderThan}`
  const whereabouts = describeWhereabouts(place)
  return {
    title: [place.name, whereabouts].filter(Boolean).join(', '),
    head: writePlaceHead(needs.origin, { place, whereabouts, siteTitle, next: older }),
    body: html`${writePlace({ place, whereabouts, checkins: counts.get(place.id), credits })}
${
  tips.length > 0 &&
  writeFeed(tips, { origin: needs.origin, name: 'Tips', isNameShown: true, atPlace: place.id, empty: '' })
}
${writeFeed(posts, {
  origin: needs.origin,
  name: 'Recent check-ins',
  isNameShown: true,
  atPlace: place.id,
  empty: 'No public check-ins here yet.',
  older,
  newest: maxId === undefined ? undefined : path,
})}`,
  }
}

/** What people advise, the most useful first. */
async function findTips(needs: Needs, placeId: PlaceId) {
  const { ids, views } = await needs.timelines.listBy(undefined, { limit: tipsRead + 1 }, () =>
    needs.tips.listUseful(placeId, tipsRead),
  )
  return gatherPosts(needs, { ids: ids.slice(0, mostTips), views })
}

/** `Paris, Île-de-France, France`, without what is in the name already. */
function describeWhereabouts(place: Place): string {
  const country = place.country ? countryName(place.country) : undefined
  const parts = [place.address?.locality, place.address?.region, country]
  return [...new Set(parts)].filter((part) => part && part !== place.name).join(', ')
}

function writePlaceHead(
  origin: string,
  facts: { place: Place; whereabouts: string; siteTitle: string; next: string | undefined },
): Html {
  const { place, whereabouts } = facts
  const category = place.category && findCategory(place.category)?.name
  return writeHead({
    siteTitle: facts.siteTitle,
    title: place.name,
    description: [category, whereabouts].filter(Boolean).join(' · ') || `${place.name} on the map.`,
    url: placePage(origin, place),
    type: 'website',
    image: mapPreview(origin, place.id, place.name),
    activityUrl: httpUrl(placeUri(origin, place)),
    feedUrl: `${placePage(origin, place)}/feed.atom`,
    properties: {
      'place:location:latitude': String(place.latitude),
      'place:location:longitude': String(place.longitude),
    },
    next: facts.next && absolute(origin, facts.next),
  })
}

interface PlaceFacts {
  readonly place: Place
  readonly whereabouts: string
  readonly checkins: number | undefined
  readonly credits: readonly Credit[]
}

function writePlace({ place, whereabouts, checkins, credits }: PlaceFacts): Html {
  const category = place.category ? findCategory(place.category) : undefined
  const { address } = place
  const street = [address?.street, [address?.postalCode, address?.locality].filter(Boolean).join(' ')]
  const point = `${place.latitude},${place.longitude}`
  return html`<header class="place-header h-card">
${writeMap(place.id, place.name)}
<h1 class="p-name">${place.name}</h1>
<p class="place-more">${category && html`<span class="p-category"><span aria-hidden="true">${drawPictogram(category.id)}</span> ${category.name}</span>`}${
    category && whereabouts !== '' && ' · '
  }${whereabouts}</p>
${address?.street && html`<p class="place-more p-adr">${street.filter(Boolean).join(', ')}</p>`}
${place.country && html`<data class="p-country-name" value="${countryName(place.country)}"></data>`}
<data class="p-latitude" value="${place.latitude}"></data><data class="p-longitude" value="${place.longitude}"></data>
${place.closedOn && html`<p class="notice">Closed since ${place.closedOn.toISOString().slice(0, 10)}.</p>`}
<p class="counts">${checkins !== undefined && html`<span><b>${checkins}</b> check-ins</span>`}
${place.population > 0 && html`<span><b>${place.population.toLocaleString('en')}</b> people live here</span>`}
<span><a href="geo:${point}">Open in a map app</a></span>${place.sameAs.map(writeSameAs)}</p>
${credits.map(writeCredit)}
</header>`
}

function writeSameAs(address: string): Html | undefined {
  const url = httpUrl(address)
  return url === undefined
    ? undefined
    : html` <span><a class="u-url" href="${url}" rel="nofollow noopener">${new URL(url).host.replace(/^www\./, '')}</a></span>`
}

function writeCredit(credit: Credit): Html {
  const { text, url, licence } = describeCredit(credit)
  return html`<p class="licence">${url ? html`<a href="${url}" rel="nofollow noopener">${text}</a>` : text}${
    licence && html` · <a href="${licence.url}" rel="license nofollow noopener">${licence.name}</a>`
  }</p>`
}
