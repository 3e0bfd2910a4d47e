import { wordsOf } from './place-words.ts'

/** Names that people say and other sources write where Unicode's own are long or new. */
const preferred: Readonly<Record<string, string>> = {
  CD: 'DR Congo',
  CG: 'Republic of the Congo',
  HK: 'Hong Kong',
  MM: 'Myanmar',
  MO: 'Macao',
  PS: 'Palestine',
}

/** Further names by which a country is recognised: Natural Earth, GeoNames, other servers. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  BA: ['Bosnia and Herz.'],
  CD: ['Democratic Republic of the Congo', 'Dem. Rep. Congo'],
  CF: ['Central African Rep.'],
  CG: ['Congo'],
  CI: ['Ivory Coast', "Cote d'Ivoire"],
  CV: ['Cabo Verde'],
  CZ: ['Czech Republic'],
  DO: ['Dominican Rep.'],
  EH: ['W. Sahara'],
  FK: ['Falkland Is.'],
  FM: ['Federated States of Micronesia'],
  GB: ['UK', 'Great Britain', 'England', 'Scotland', 'Wales', 'Northern Ireland'],
  GQ: ['Eq. Guinea'],
  KP: ["Democratic People's Republic of Korea"],
  KR: ['Republic of Korea', 'Korea'],
  LA: ["Lao People's Democratic Republic"],
  MK: ['Macedonia'],
  NL: ['The Netherlands', 'Holland'],
  RU: ['Russian Federation'],
  SB: ['Solomon Is.'],
  SS: ['S. Sudan'],
  SZ: ['Swaziland', 'eSwatini'],
  TL: ['East Timor'],
  TR: ['Turkey'],
  TZ: ['United Republic of Tanzania'],
  US: ['USA', 'United States of America', 'America'],
  VA: ['Holy See', 'Vatican'],
  VN: ['Viet Nam'],
}

/** Codes that Unicode names though they are no country or territory. */
const noCountry = new Set(['EA', 'EU', 'EZ', 'IC', 'QO', 'UN', 'XA', 'XB', 'ZZ'])

const english = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

/** The English name of an ISO 3166-1 alpha-2 code (and XK, Kosovo). @returns undefined for anything else. */
export function countryName(code: string | null | undefined): string | undefined {
  if (typeof code !== 'string' || !/^[A-Z]{2}$/.test(code) || noCountry.has(code)) return undefined
  return preferred[code] ?? english.of(code)
}

/** The code of a country from its code or an English name in any spelling. @returns undefined when unknown. */
export function findCountryCode(text: string | null | undefined): string | undefined {
  if (typeof text !== 'string') return undefined
  const trimmed = text.trim()
  if (/^[A-Za-z]{2}$/.test(trimmed) && countryName(trimmed.toUpperCase())) return trimmed.toUpperCase()
  codesByName ??= collectNames()
  return codesByName.get(keyOf(trimmed))
}

let codesByName: ReadonlyMap<string, string> | undefined

function collectNames(): Map<string, string> {
  const names = new Map<string, string>()
  for (const code of allCodes()) {
    const short = new Intl.DisplayNames('en', { type: 'region', style: 'short' }).of(code)
    for (const name of [english.of(code), short, preferred[code], ...(aliases[code] ?? [])]) {
      if (name !== undefined && !names.has(keyOf(name))) names.set(keyOf(name), code)
    }
  }
  return names
}

/** Every two letters that mean themselves; withdrawn codes (DD, SU) mean another one today. */
function allCodes(): string[] {
  const letters = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ')
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => countryName(code) !== undefined && new Intl.Locale(`und-${code}`).region === code)
}

function keyOf(name: string): string {
  return wordsOf(name)
    .map((word) => (word === 'saint' ? 'st' : word))
    .filter((word) => word !== 'and' && word !== 'the')
    .join(' ')
}
