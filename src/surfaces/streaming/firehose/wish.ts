import { isCell } from '#domain/places/index.ts'
import { type LogPosition, logBeginning, parsePosition } from '#platform/events/index.ts'
import { Refusal } from '#platform/http-server/index.ts'

/** What an event of the firehose is: a post or check-in that is new, one that changed, one that is gone. */
export const newsTypes = ['post', 'checkin', 'update', 'delete'] as const
export type NewsType = (typeof newsTypes)[number]

/** What a reader wants to hear; an empty set wants all. */
export interface Filter {
  readonly types: ReadonlySet<string>
  readonly accounts: ReadonlySet<string>
  readonly places: ReadonlySet<string>
  /** H3 cells, as hexadecimal text. */
  readonly areas: readonly string[]
  readonly onlyLocal: boolean
}

export interface Wish {
  readonly filter: Filter
  /** Reads on after it; undefined: what happens from now on. */
  readonly after: LogPosition | undefined
}

const maxNamed = 100

/**
 * Reads what a request asks of the firehose: `types`, `account`, `place`, `area` (each once, repeated or with commas),
 * `local`, `cursor` (`oldest`: as far back as is kept).
 * @throws Refusal 422 that names the parameter
 */
export function readWish(query: Readonly<Record<string, unknown>>, lastEventId?: string): Wish {
  const types = listOf(query, 'types')
  const wrong = types.find((type) => !newsTypes.includes(type as NewsType))
  if (wrong !== undefined) throw refuse('types', `'${wrong}' is none of ${newsTypes.join(', ')}`)
  const areas = listOf(query, 'area').map((area) => area.replace(/^area_/, '').toLowerCase())
  const noCell = areas.find((area) => !isCell(area))
  if (noCell !== undefined) throw refuse('area', `'${noCell}' is no H3 cell`)
  return {
    filter: {
      types: new Set(types),
      accounts: new Set(idsOf(query, 'account')),
      places: new Set(idsOf(query, 'place')),
      areas,
      onlyLocal: query['local'] === 'true' || query['local'] === '1',
    },
    after: readCursor(query['cursor'] || lastEventId),
  }
}

function readCursor(given: unknown): LogPosition | undefined {
  if (given === undefined) return undefined
  if (given === 'oldest') return logBeginning
  const position = typeof given === 'string' ? parsePosition(given) : undefined
  if (!position) throw refuse('cursor', 'give one that the firehose told, or `oldest`')
  return position
}

function idsOf(query: Readonly<Record<string, unknown>>, name: string): string[] {
  const ids = listOf(query, name)
  const wrong = ids.find((id) => !/^\d{1,19}$/.test(id))
  if (wrong !== undefined) throw refuse(name, `'${wrong}' is no id`)
  return ids
}

function listOf(query: Readonly<Record<string, unknown>>, name: string): string[] {
  const given = query[name] ?? query[`${name}[]`] ?? []
  const texts = Array.isArray(given) ? given : [given]
  if (texts.some((text) => typeof text !== 'string')) throw refuse(name, 'give text')
  const named = (texts as string[]).flatMap((text) => text.split(',')).map((text) => text.trim())
  const wanted = named.filter((text) => text !== '')
  if (wanted.length > maxNamed) throw refuse(name, `name no more than ${maxNamed}`)
  return wanted
}

function refuse(name: string, why: string): Refusal {
  return new Refusal(422, `Validation failed: ${name}: ${why}`)
}
