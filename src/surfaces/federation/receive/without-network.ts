import type { ReceiveNeeds } from './needs.ts'

/** Something has to be asked of another server: not now, where many activities wait for each other. */
export class NeedsNetwork extends Error {
  override readonly name = 'NeedsNetwork'
}

/**
 * The same needs, with all that would go to the network throwing `NeedsNetwork`: most activities need nothing that is
 * not here, and one that does must hold up no others.
 */
export function withoutNetwork<Needs extends Pick<ReceiveNeeds, 'accounts' | 'fetching' | 'origin'>>(
  needs: Needs,
): Needs {
  const refuse = (uri: string): never => {
    throw new NeedsNetwork(`Another server has to be asked for ${uri}.`)
  }
  const { resolve } = needs.fetching
  return {
    ...needs,
    fetching: {
      ...needs.fetching,
      fetchDocument: async (uri: string) => refuse(uri),
      resolve: {
        ...resolve,
        byUri: async (uri: string) => {
          const known = await needs.accounts.findByUri(uri)
          return known || uri.startsWith(`${needs.origin}/`) ? known : refuse(uri)
        },
        byHandle: async ({ username, domain }: { username: string; domain: string }) =>
          refuse(`${username}@${domain}`),
        refresh: async (uri: string) => refuse(uri),
      },
    },
  }
}
