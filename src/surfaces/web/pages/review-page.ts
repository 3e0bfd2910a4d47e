import { type Account, handleOf } from '#domain/accounts/index.ts'
import { type Review, spanOfYear } from '#domain/journal/index.ts'
import { type Html, html } from '#platform/html/index.ts'
import { drawPictogram } from '../pictograms.ts'
import { profilePath } from './addresses.ts'
import type { PagesNeeds } from './needs.ts'
import { findByPath } from './profile-page.ts'
import type { PublicPage } from './public-page.ts'
import { writeHead } from './write-head.ts'
import { nameOf } from './write-post.ts'

type Needs = Pick<PagesNeeds, 'origin' | 'accounts' | 'journal' | 'instance'>

/** What the address of a review says: whose year, which, and the secret. */
export interface ReviewAddress {
  readonly handle: string
  readonly year: string
  readonly secret: string
}

/** The review that an address leads to; undefined for every address that was not given out, or is no more. */
export async function findReview(
  needs: Pick<PagesNeeds, 'origin' | 'accounts' | 'journal'>,
  { handle, year, secret }: ReviewAddress,
): Promise<{ readonly account: Account; readonly year: number; readonly review: Review } | undefined> {
  if (!/^\d{4}$/.test(year)) return undefined
  const account = await findByPath(needs, handle)
  if (!account || account.domain !== null) return undefined
  const shared = await needs.journal.openShared(account.id, Number(year), secret)
  if (!shared) return undefined
  const review = await needs.journal.reviewYear(account.id, spanOfYear(shared.year, shared.timeZone))
  return { account, year: shared.year, review }
}

/** The page of a year that its owner gave away, for whoever has the address. */
export async function makeReviewPage(needs: Needs, address: ReviewAddress): Promise<PublicPage | undefined> {
  const found = await findReview(needs, address)
  if (!found) return undefined
  const { account, year, review } = found
  const { title: siteTitle } = await needs.instance.getSettings()
  const title = `${nameOf(account)} in ${year}`
  const picture = `${profilePath(account)}/years/${year}/${address.secret}/card.png`
  const url = `${needs.origin}${profilePath(account)}/years/${year}/${address.secret}`
  const alt = `Map of ${year} with ${sayNumbers(review)}`
  return {
    title,
    wide: true,
    head: writeHead({
      siteTitle,
      title,
      description: sayNumbers(review),
      url,
      type: 'website',
      noIndex: true,
      image: { url: `${needs.origin}${picture}`, alt, width: 1200, height: 630, large: true },
    }),
    body: html`<article class="review">
<h1>${title}</h1>
<p><a href="${profilePath(account)}">@${handleOf(account)}</a></p>
<img class="review-card" src="${picture}" alt="${alt}" width="1200" height="630">
${writeNumbers(review)}
${writeMonths(review.months)}
${writeList(
  'Countries',
  review.countries.map(({ name, visits }) => [name, visits]),
)}
${writeList(
  'Kinds of places',
  review.kinds.map(({ category, name, visits }) => [html`${drawPictogram(category)} ${name}`, visits]),
)}
</article>`,
  }
}

/** "214 check-ins at 97 places in 6 countries" */
export function sayNumbers({ visits, places, countries }: Review): string {
  const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`
  const where = countries.length > 0 ? ` in ${count(countries.length, 'country', 'countries')}` : ''
  return `${count(visits, 'check-in', 'check-ins')} at ${count(places, 'place', 'places')}${where}`
}

function writeNumbers({ visits, places, days, streak, countries }: Review): Html {
  const facts = [
    [visits, 'check-in', 'check-ins'],
    [places, 'place', 'places'],
    [days, 'day', 'days'],
    [countries.length, 'country', 'countries'],
    [streak, 'week in a row', 'weeks in a row'],
  ] as const
  return html`<dl class="review-facts">
${facts.map(([n, one, many]) => html`<div><dd>${n}</dd><dt>${n === 1 ? one : many}</dt></div>`)}
</dl>`
}

const monthNames = ['J', 'F', 'M', 'A', 'M', 'J', 'J', 'A', 'S', 'O', 'N', 'D']
const height = 60

function writeMonths(months: Review['months']): Html {
  const most = Math.max(1, ...months)
  return html`<figure class="review-months"><figcaption>Month by month</figcaption>
<svg viewBox="0 0 240 ${height + 14}" role="img" aria-label="Check-ins by month: ${months.join(', ')}">
${months.map((count, month) => {
  const bar = Math.round((count / most) * height)
  return html`<rect x="${month * 20 + 3}" y="${height - bar}" width="14" height="${bar}" rx="2"></rect>
<text x="${month * 20 + 10}" y="${height + 11}" text-anchor="middle">${monthNames[month] ?? ''}</text>`
})}
</svg></figure>`
}

function writeList(
  title: string,
  items: readonly (readonly [name: Html | string, visits: number])[],
): Html | false {
  if (items.length === 0) return false
  return html`<section><h2>${title}</h2>
<ul class="review-list">${items.slice(0, 12).map(([name, visits]) => html`<li><span>${name}</span> <strong>${visits}</strong></li>`)}</ul></section>`
}

/** What the picture of a review shows: no more than its page. */
export async function findYearCard(
  needs: Pick<PagesNeeds, 'origin' | 'accounts' | 'journal'>,
  address: ReviewAddress,
): Promise<
  | {
      readonly title: string
      readonly numbers: readonly { readonly value: number; readonly label: string }[]
      readonly areas: Review['areas']
    }
  | undefined
> {
  const found = await findReview(needs, address)
  if (!found) return undefined
  const { account, year, review } = found
  const { visits, places, days, countries } = review
  return {
    title: `${nameOf(account)} in ${year}`,
    numbers: [
      { value: visits, label: 'check-ins' },
      { value: places, label: 'places' },
      { value: days, label: 'days' },
      { value: countries.length, label: 'countries' },
    ],
    areas: review.areas,
  }
}
