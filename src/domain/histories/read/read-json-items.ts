import { JSONParser } from '@streamparser/json'
import { HistoryFault } from '../history.ts'

/** One element of a list in a JSON file. */
export interface JsonItem {
  /** The name of the list; empty where the file itself is one. */
  readonly list: string
  readonly value: Readonly<Record<string, unknown>>
}

/** A file that goes on for so long without an element is none of those that we know. */
const maxItemBytes = 16 * 1024 * 1024

/** Lists of all the files that we know, and those that stand beside them and are dropped piece by piece. */
const lists = ['features', 'items', 'locations', 'timelineObjects', 'semanticSegments', 'rawSignals']

/**
 * Reads the elements of the known lists of a JSON file as they come, in flat memory: `{"items": […]}`,
 * `{"response": {"checkins": {"items": […]}}}`, or `[…]`.
 * @throws HistoryFault for what is not JSON
 */
export async function* readJsonItems(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<JsonItem> {
  const ready: JsonItem[] = []
  let parser: JSONParser | undefined
  let since = 0
  for await (const piece of bytes) {
    parser ??= startParser(piece, ready)
    try {
      parser.write(piece)
    } catch (cause) {
      throw new HistoryFault('The file is no JSON.', { cause })
    }
    since = ready.length > 0 ? 0 : since + piece.length
    if (since > maxItemBytes) throw new HistoryFault('The file is none of the formats that are known.')
    yield* ready.splice(0)
  }
  if (!parser?.isEnded) throw new HistoryFault('The file ends in the middle.')
}

function startParser(first: Uint8Array, ready: JsonItem[]): JSONParser {
  const isList = /^\s*\[/.test(new TextDecoder().decode(first.subarray(0, 64)).replace(/^\uFEFF/, ''))
  const parser = new JSONParser({
    paths: isList ? ['$.*'] : [...lists.map((list) => `$.${list}.*`), '$.response.checkins.items.*'],
    keepStack: false,
    stringBufferSize: 64 * 1024,
  })
  parser.onValue = ({ value, stack }) => {
    const list = isList ? '' : String(stack.at(-1)?.key ?? '')
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && list !== 'rawSignals') {
      ready.push({ list, value })
    }
  }
  // Thrown by `write` where it is not taken here.
  return parser
}
