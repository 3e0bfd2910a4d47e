import type { Leases } from '#platform/leases/index.ts'

/** What carries stretches of the log to other processes: replicated, in order, and allowed to be away. */
export interface EventStream {
  /** The name under which the database remembers how far it was filled. */
  readonly name: string
  /** Whether it can be reached, and keeps what it takes. */
  isUp(): boolean
  /** Calls when that changes. */
  onChange(listener: () => void): Disposable
  /**
   * Adds a message right after `lastSequence`. Resolves when it is kept, on a majority of the replicas. One of the same
   * `id` is not added again.
   * @returns `conflict` when something else stands there
   * @throws Error when it is unknown whether it is kept
   */
  append(message: {
    readonly id: string
    readonly data: Uint8Array
    readonly lastSequence: number
  }): Promise<{ readonly kind: 'kept'; readonly sequence: number } | { readonly kind: 'conflict' }>
  /** Its last message; of an empty stream only where it would go on. */
  findLast(): Promise<{ readonly sequence: number; readonly data?: Uint8Array }>
  /** What one consumer has not acknowledged, from the beginning of what is kept. @param arrived is called at each message */
  openFeed(consumer: string, arrived: () => void): Promise<Feed>
  /** Hears messages while they are published, without any promise. */
  hear(listener: (data: Uint8Array) => void): Disposable
}

/** Disposing gives back what was not acknowledged. */
export interface Feed extends AsyncDisposable {
  /** What has arrived since it was asked last, in the order of arrival. */
  take(): StreamMessage[]
}

export interface StreamMessage {
  readonly data: Uint8Array
  /** It need not come again. */
  acknowledge(): void
  /** It may come again at once, to anybody. */
  giveBack(): void
}

/** How events travel between processes other than by the database. */
export interface Backbone {
  readonly stream: EventStream
  /** Of this database's log. */
  readonly logId: string
  readonly leases: Leases
}

/** The duty of publishing: one process has it. */
export const relayDuty = 'event-relay'

/** The duty of running a consumer. Others look after it now and then. */
export function dutyOf(consumer: string): string {
  return `consumer:${consumer}`
}
