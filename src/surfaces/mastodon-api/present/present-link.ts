import type { LinkDay } from '#domain/trends/index.ts'

/** A link that people share, named by its address: pages are not fetched to name them. */
export function presentTrendingLink(url: string, history: readonly LinkDay[]) {
  const { host, pathname, origin } = new URL(url)
  return {
    url,
    title: `${host}${pathname === '/' ? '' : decodeSafely(pathname)}`.slice(0, 200),
    description: '',
    type: 'link',
    author_name: '',
    author_url: origin,
    authors: [],
    provider_name: host,
    provider_url: origin,
    html: '',
    width: 0,
    height: 0,
    image: null,
    image_description: '',
    embed_url: url,
    blurhash: null,
    published_at: null,
    language: null,
    history: history.map((day) => ({
      day: String(Date.parse(day.day) / 1000),
      uses: String(day.uses),
      accounts: String(day.accounts),
    })),
  }
}

function decodeSafely(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    // Not every path is encoded text.
    return path
  }
}
