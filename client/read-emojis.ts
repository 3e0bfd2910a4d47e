import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { EmojiGroup } from './src/parts/composer/find-emojis.ts'

const require = createRequire(import.meta.url)

interface Given {
  readonly name: string
  readonly emojis: ReadonlyArray<{ readonly emoji: string; readonly name: string }>
}

/** The emoji of Unicode (unicode-emoji-json) with what people call them (emojilib), as small as the client needs them. */
export async function readEmojis(): Promise<readonly EmojiGroup[]> {
  const read = async (file: string) => JSON.parse(await readFile(require.resolve(file), 'utf8')) as unknown
  const groups = (await read('unicode-emoji-json/data-by-group.json')) as readonly Given[]
  const keywords = (await read('emojilib')) as Readonly<Record<string, readonly string[]>>
  return groups.map(({ name, emojis }) => ({
    name,
    emojis: emojis.map(({ emoji, name }) => ({
      text: emoji,
      name,
      keywords: wordsFor(keywords[emoji], name),
    })),
  }))
}

/** What stands in the name need not stand twice. */
function wordsFor(given: readonly string[] | undefined, name: string): string {
  const known = new Set(name.toLowerCase().split(' '))
  const words = (given ?? []).map((word) => word.toLowerCase().replaceAll('_', ' '))
  return [...new Set(words.filter((word) => word !== name && !known.has(word)))].join(' ')
}
