import type { Command } from 'commander'
import { type CliNeeds, Refused } from './admin.ts'
import { withAdmin } from './with-admin.ts'

/** `relay list | add | remove | approve | refuse` */
export function addRelayCommands(program: Command, needs: CliNeeds): void {
  const relay = program
    .command('relay')
    .description('Have public posts passed on to this server, and pass them on to others.')
  relay
    .command('list')
    .description('List relays and, where this server is one, its subscribers as JSON.')
    .action(() => withAdmin(needs, (admin) => admin.relaying.list()))
  relay
    .command('add')
    .description('Ask a relay for what others publish, and send it what people here do.')
    .argument('<address>', 'of its inbox (https://relay.example/inbox), or of its actor')
    .action((address: string) =>
      withAdmin(needs, async (admin) => {
        const outcome = await admin.relaying.add(address, null)
        if (outcome.kind === 'refused') throw new Refused(sentences[outcome.because])
        return outcome.relay
      }),
    )
  relay
    .command('remove')
    .description('End it.')
    .argument('<which>', 'its id or its address')
    .action((which: string) =>
      withAdmin(needs, async (admin) => {
        if (!(await admin.relaying.remove(which, null))) throw new Refused(`There is no relay ${which}.`)
      }),
    )
  relay
    .command('approve')
    .description('Let a server in that has asked this one, which is a relay (setting relay).')
    .argument('<host>', 'e.g. social.example')
    .action((host: string) =>
      withAdmin(needs, async (admin) => {
        const subscriber = await admin.relaying.approve(host, null)
        if (!subscriber) throw new Refused(`${host} has not asked.`)
        return subscriber
      }),
    )
  relay
    .command('refuse')
    .description('Refuse a server that has asked this one, or shut it out.')
    .argument('<host>', 'e.g. social.example')
    .action((host: string) =>
      withAdmin(needs, async (admin) => {
        if (!(await admin.relaying.refuse(host, null))) throw new Refused(`${host} is no subscriber.`)
      }),
    )
}

const sentences = {
  no_address: 'This is no address of another server.',
  blocked: 'That server is blocked here.',
  no_relay: 'Nobody is at this address.',
  unreachable: 'That server does not answer now.',
  there_already: 'That relay has been asked already.',
  too_many: 'There are too many relays.',
} as const
