import { createBoundedMap } from '#platform/cache/index.ts'
import type { PlacesNeeds } from './needs.ts'
import { queryWordsOf, searchWordsOf } from './place-words.ts'
import { nearestWords, slipsIn, spellingKeys } from './spelling.ts'
import { hasWord, insertWords, selectLikeWords, selectNamesAfter } from './vocabulary-store.ts'

const remembered = 200_000
const maxAlike = 4000
const maxCorrections = 12
/** No name has such a word: it says that all names were read. */
const allLearnt = '*'

/** The words of all names: what a misspelt one may have meant. */
export interface Vocabulary {
  /** Before the names are written: a word too many does no harm. Private names stay out: they would tell. */
  learn(names: readonly string[]): Promise<void>
  /** Learns what is there already, once; a call after a crash begins again. @returns how many names were read */
  learnAll(): Promise<number>
  /** For each word of a query the words that it may be meant to be, itself left out. */
  correct(query: string): Promise<string[][]>
}

export function createVocabulary(needs: Pick<PlacesNeeds, 'db'>): Vocabulary {
  const known = createBoundedMap<string, true>(remembered)
  const learn = async (names: readonly string[]) => {
    const words = names
      .flatMap((name) => searchWordsOf([name]))
      .filter((word) => known.get(word) === undefined)
    const rows = [...new Set(words)]
      .map((word) => ({ word, keys: spellingKeys(word) }))
      .filter(({ keys }) => keys.length > 0)
    await insertWords(needs.db.sql, rows)
    for (const { word } of rows) known.set(word, true)
  }
  return {
    learn,
    async learnAll() {
      if (await hasWord(needs.db.sql, allLearnt)) return 0
      let after = '0'
      let count = 0
      for (;;) {
        const rows = await selectNamesAfter(needs.db.sql, after, 5000)
        const last = rows.at(-1)
        if (!last) break
        await learn(rows.flatMap(({ name, names }) => [name, ...(names ?? []).map((one) => one.name)]))
        after = last.id
        count += rows.length
      }
      await insertWords(needs.db.sql, [{ word: allLearnt, keys: [] }])
      return count
    },
    correct: (query) =>
      Promise.all(
        queryWordsOf(query).map(async (typed) => {
          const slips = slipsIn(typed)
          if (slips === 0) return []
          const alike = await selectLikeWords(needs.db.sql, spellingKeys(typed), {
            least: typed.length - slips,
            most: typed.length + slips,
            limit: maxAlike,
          })
          return nearestWords(
            typed,
            alike.filter((word) => word !== typed),
            maxCorrections,
          )
        }),
      ),
  }
}
