/** An address that the settings name cannot be listened on. The message says why, and what to do. */
export class CannotListen extends Error {
  override readonly name = 'CannotListen'
}

const reasons: ReadonlyMap<unknown, readonly [why: string, whatToDo: string]> = new Map([
  ['EADDRINUSE', ['another program uses it', 'End that one, or choose another port']],
  ['EACCES', ['this user may not take that port', 'Choose one from 1024 on, with a proxy in front']],
  ['EADDRNOTAVAIL', ['this machine has no such address', 'Choose one that it has, or 0.0.0.0 for all']],
  ['ENOTFOUND', ['there is no such name', 'Choose an address, or 0.0.0.0 for all']],
])

/** @param setting what names the address, e.g. `PORT or HOST` */
export function explainListening(error: unknown, address: string, setting: string): unknown {
  const code = error instanceof Error ? Reflect.get(error, 'code') : undefined
  const [why, whatToDo] = reasons.get(code) ?? []
  if (why === undefined) return error
  return new CannotListen(`Nothing can listen on ${address}: ${why}. ${whatToDo} (${setting}).`, {
    cause: error,
  })
}
