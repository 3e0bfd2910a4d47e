import emojis from 'emoji-data:all'

/** A chunk of its own: see the picker. */
export const unicodeEmojis = emojis
