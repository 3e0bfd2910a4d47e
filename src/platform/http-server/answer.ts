/** An expected "no" as HTTP says it: thrown at a door, shaped once by the server. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly details: Readonly<Record<string, unknown>> | undefined
  readonly headers: Readonly<Record<string, string>> | undefined

  /**
   * @param status 4xx or 503
   * @param message what is wrong and what to do, for people
   * @param more members for the body beside `error`, and headers
   */
  constructor(
    status: number,
    message: string,
    more: { details?: Readonly<Record<string, unknown>>; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message)
    this.status = status
    this.details = more.details
    this.headers = more.headers
  }
}

/** A result with a status or headers of its own; anything else that a handler returns goes out as 200. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
  readonly isAnswer: true
}

export function answer(
  body: unknown,
  more: { status?: number; headers?: Record<string, string> } = {},
): Answer {
  return { body, status: more.status ?? 200, headers: more.headers ?? {}, isAnswer: true }
}

/** JSON that is already bytes: it goes out as it is. */
export interface JsonBytes {
  readonly bytes: Buffer
  readonly isJson: true
}

export function jsonBytes(bytes: Buffer): JsonBytes {
  return { bytes, isJson: true }
}

export function isJsonBytes(value: unknown): value is JsonBytes {
  return typeof value === 'object' && value !== null && 'isJson' in value
}

export function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && 'isAnswer' in value
}
