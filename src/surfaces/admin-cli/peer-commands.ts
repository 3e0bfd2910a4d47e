import { type Command, Option } from 'commander'
import { type CliNeeds, Refused } from './admin.ts'
import { parseCount, withAdmin } from './with-admin.ts'

/** `peers list | show | retry` */
export function addPeerCommands(program: Command, needs: CliNeeds): void {
  const peers = program.command('peers').description('See other servers, and deliver to them again.')
  peers
    .command('list')
    .description(
      'List other servers as JSON, by name: state, latency, last error, queue, software, follows both ways.',
    )
    .option('--after <host>', 'only those after this one')
    .option('--limit <number>', 'how many; 100 by default', parseCount)
    .addOption(
      new Option('--state <state>', 'only those in this state').choices(['active', 'failing', 'dead']),
    )
    .action((options: { after?: string; limit?: number; state?: 'active' | 'failing' | 'dead' }) =>
      withAdmin(needs, (admin) =>
        admin.peers.listPeers({
          after: options.after,
          limit: Math.min(options.limit ?? 100, 1000),
          state: options.state,
        }),
      ),
    )
  peers
    .command('show')
    .description('Show one of them as JSON.')
    .argument('<host>', 'e.g. social.example')
    .action((host: string) =>
      withAdmin(needs, async (admin) => {
        const peer = await admin.peers.findPeer(host.toLowerCase())
        if (!peer) throw new Refused(`${host} is not known here.`)
        return peer
      }),
    )
  peers
    .command('retry')
    .description('Deliver at once what waits for it, whatever was wrong with it before.')
    .argument('<host>', 'e.g. social.example')
    .action((host: string) =>
      withAdmin(needs, async (admin) => {
        const deliveries = await admin.peers.retryPeer(host.toLowerCase())
        if (deliveries === undefined) throw new Refused(`${host} is not known here.`)
        return { host: host.toLowerCase(), deliveries }
      }),
    )
}
