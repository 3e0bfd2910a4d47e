import type { TokenId } from '#domain/access/index.ts'
import type { AccountId } from '#domain/accounts/index.ts'
import type { Message } from './message.ts'

export interface Reader {
  readonly accountId: AccountId
  readonly tokenId: TokenId
  readonly scopes: readonly string[]
}

/** How a connection reaches its reader. */
export interface Outlet {
  write(message: Message): void
  beat(): void
  /** Bytes that the reader has yet to take. */
  buffered(): number
  /** Says good-bye where the protocol can. */
  close(reason: CloseReason): void
  /** Ends without waiting. */
  cut(): void
}

export type CloseReason = 'revoked' | 'stopping' | 'busy'

/** One open socket. */
export interface Connection {
  readonly reader: Reader
  send(message: Message): void
  beat(): void
  close(reason: CloseReason): void
  cut(): void
}

/** A reader that lets this much pile up is cut: memory is bounded by readers, not by their slowness. */
export const maxBufferedBytes = 1024 * 1024

export function createConnection(reader: Reader, outlet: Outlet): Connection {
  const unlessSlow = (act: () => void) => {
    if (outlet.buffered() > maxBufferedBytes) outlet.cut()
    else act()
  }
  return {
    reader,
    send: (message) => unlessSlow(() => outlet.write(message)),
    beat: () => unlessSlow(outlet.beat),
    close: outlet.close,
    cut: outlet.cut,
  }
}
