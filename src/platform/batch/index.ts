/** Does items together that were asked for one by one. */
export interface Batcher<Item, Result> {
  /** The item's own result; rejects with the error that it met when it was done alone. */
  add(item: Item): Promise<Result>
  /** Items that wait for their batch. */
  readonly waiting: number
}

interface Options<Item, Result> {
  /** Does a batch. @returns a result for each item, in order */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>
  /** Items of a batch, at most. */
  readonly max: number
  /** Size of a batch, at most, in whatever `sizeOf` counts; one item alone may be larger. */
  readonly maxSize?: number
  readonly sizeOf?: (item: Item) => number
  /** Batches on their way at the same time. Default 1: then they are as large as they can be. */
  readonly atOnce?: number
  /** Whether a batch that failed is tried item by item. Default true; false fails all of them together. */
  readonly alone?: boolean
}

interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

/**
 * Gathers what is asked for in one turn of the event loop, or while earlier batches are on their way, and does it
 * together (group commit). Nothing waits for time to pass.
 */
export function createBatcher<Item, Result>(options: Options<Item, Result>): Batcher<Item, Result> {
  const { max, maxSize = Number.POSITIVE_INFINITY, sizeOf = () => 0, atOnce = 1 } = options
  let queue: Waiting<Item, Result>[] = []
  let running = 0
  let isPlanned = false

  const take = (): Waiting<Item, Result>[] => {
    let size = 0
    let count = 0
    for (const { item } of queue) {
      size += sizeOf(item)
      if (count > 0 && (count >= max || size > maxSize)) break
      count += 1
    }
    const batch = queue.slice(0, count)
    queue = queue.slice(count)
    return batch
  }
  const pump = () => {
    isPlanned = false
    while (running < atOnce && queue.length > 0) {
      running += 1
      void finish(options, take()).finally(() => {
        running -= 1
        plan()
      })
    }
  }
  const plan = () => {
    if (isPlanned || queue.length === 0 || running >= atOnce) return
    isPlanned = true
    // After what is at hand: requests that came in together, or promises that were waiting for the same answer.
    setImmediate(pump)
  }
  return {
    add(item) {
      const { promise, resolve, reject } = Promise.withResolvers<Result>()
      queue.push({ item, resolve, reject })
      plan()
      return promise
    },
    get waiting() {
      return queue.length
    },
  }
}

/** Never rejects: every outcome goes to whoever asked. */
async function finish<Item, Result>(
  options: Options<Item, Result>,
  batch: readonly Waiting<Item, Result>[],
): Promise<void> {
  try {
    const results = await options.run(batch.map(({ item }) => item))
    if (results.length !== batch.length)
      throw new Error('A batch gave another number of results than of items.')
    for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result)
  } catch (error) {
    if (batch.length === 1 || options.alone === false) for (const { reject } of batch) reject(error)
    else for (const one of batch) await finish(options, [one])
  }
}
