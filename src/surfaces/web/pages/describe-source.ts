import type { Credit } from '#domain/places/index.ts'
import { httpUrl } from './addresses.ts'

/** Whose data a place is, to be shown with it as the licences ask. */
export interface SourceWords {
  readonly text: string
  readonly url?: string | undefined
  readonly licence?: { readonly name: string; readonly url: string } | undefined
}

const licenceNames: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/creativecommons\.org\/licenses\/by\/(\d\.\d)/, 'CC BY'],
  [/creativecommons\.org\/licenses\/by-sa\/(\d\.\d)/, 'CC BY-SA'],
  [/creativecommons\.org\/publicdomain\/zero\/(\d\.\d)/, 'CC0'],
  [/apache\.org\/licenses\/LICENSE-(\d\.\d)/, 'Apache'],
  [/cdla\.dev\/permissive-(\d-\d)/, 'CDLA Permissive'],
  [/opendatacommons\.org\/licenses\/odbl\/(\d[.-]\d)/, 'ODbL'],
]

export function describeCredit(credit: Credit): SourceWords {
  const url = httpUrl(credit.url)
  const licence = httpUrl(credit.licence)
  return {
    text: credit.source === 'user' ? 'Added by somebody on this server' : textOf(credit),
    url,
    licence: licence === undefined ? undefined : { name: nameOf(licence), url: licence },
  }
}

function textOf({ source, name }: Credit): string {
  return source === 'activitypub' ? `From ${name}` : `Data: ${name || source}`
}

function nameOf(licence: string): string {
  for (const [pattern, name] of licenceNames) {
    const version = pattern.exec(licence)?.[1]
    if (version !== undefined) return `${name} ${version.replace('-', '.')}`
  }
  return 'Licence'
}
