/** One emoji of Unicode, in the tone that has no skin colour. */
export interface UnicodeEmoji {
  readonly text: string
  readonly name: string
  /** Further words that people look for it by, each before a space. */
  readonly keywords: string
}

export interface EmojiGroup {
  readonly name: string
  readonly emojis: readonly UnicodeEmoji[]
}

/** Those whose name or keyword has a word that begins so; those whose name does, first. @param wanted in lower case */
export function findEmojis(groups: readonly EmojiGroup[], wanted: string): UnicodeEmoji[] {
  const hasWord = (text: string) => ` ${text}`.includes(` ${wanted}`)
  const found = groups.flatMap(({ emojis }) =>
    emojis.filter(({ text, name, keywords }) => text === wanted || hasWord(name) || hasWord(keywords)),
  )
  const isNamed = ({ name }: UnicodeEmoji) => name === wanted || name.startsWith(wanted)
  return [...found.filter(isNamed), ...found.filter((emoji) => !isNamed(emoji))]
}
