/** The database has not answered in time. */
class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  /** Answered as a database that is away. */
  readonly code = 'ETIMEDOUT'
}

/**
 * @param giveUp is called when the time is over, before the rejection is seen
 * @throws NoAnswer
 */
export async function inTime<T>(
  work: Promise<T>,
  { ms, giveUp }: { ms: number; giveUp?: () => void },
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new NoAnswer('The database does not answer.'))
      giveUp?.()
    }, ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
