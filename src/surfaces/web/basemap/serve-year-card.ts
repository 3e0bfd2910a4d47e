import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '#platform/http-server/index.ts'
import type { YearCard } from './draw-year.ts'
import type { MapCache } from './map-cache.ts'
import { takeTurns } from './take-turns.ts'

export interface YearCardNeeds {
  /** The card of an address that was given away; undefined for any other. */
  readonly findYear: (of: { handle: string; year: string; secret: string }) => Promise<YearCard | undefined>
  readonly cache: MapCache
  readonly draw: (card: YearCard) => Promise<Buffer>
}

/**
 * Answers with the picture of a year that was given away. It is drawn once for what it shows: where a check-in hides
 * or fades, the next picture is another one, and nobody may keep this one.
 * @throws Refusal 404, 503
 */
export function serveYearCard(needs: YearCardNeeds) {
  const inTurn = takeTurns<Buffer>({ atOnce: 2, mostWaiting: 20 })
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { handle, year, secret } = request.params as { handle: string; year: string; secret: string }
    const card = await needs.findYear({ handle, year, secret })
    if (!card) throw new Refusal(404, 'There is no such year.')
    const key = keyOf(card)
    const drawn = async () => {
      const picture = await needs.draw(card)
      await needs.cache.keep(key, picture)
      return picture
    }
    const picture = (await needs.cache.find(key)) ?? (await inTurn(key, drawn))
    if (!picture)
      throw new Refusal(503, 'Too many maps are being drawn.', { headers: { 'retry-after': '5' } })
    return reply.headers({ 'cache-control': 'private, no-cache', 'content-type': 'image/png' }).send(picture)
  }
}

/** Digits alone, as the cache wants; the zero before them tells it from the map of a place. */
function keyOf(card: YearCard): string {
  const hash = createHash('sha256').update(JSON.stringify(card)).digest('hex').slice(0, 32)
  return `0-${BigInt(`0x${hash}`)}`
}
