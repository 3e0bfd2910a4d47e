import { Command, CommanderError } from 'commander'
import { addAccountCommands } from './account-commands.ts'
import { type CliNeeds, Refused } from './admin.ts'
import { addAnnouncementCommands } from './announcement-commands.ts'
import { addAuditCommands } from './audit-commands.ts'
import { addDatabaseCommands } from './database-commands.ts'
import { addDomainCommands } from './domain-commands.ts'
import { addEmojiCommands } from './emoji-commands.ts'
import { addEventCommands } from './event-commands.ts'
import { addInviteCommands } from './invite-commands.ts'
import { addMediaCommands } from './media-commands.ts'
import { addPeerCommands } from './peer-commands.ts'
import { addPlaceCommands } from './place-commands.ts'
import { addRelayCommands } from './relay-commands.ts'
import { addSettingCommands } from './setting-commands.ts'
import { addTokenCommands } from './token-commands.ts'

/**
 * Runs one of the operator's commands.
 * @param words what follows the program's name
 * @returns the exit code: 0 done, 1 refused or failed, 2 written wrongly
 */
export async function runCli(words: readonly string[], needs: CliNeeds): Promise<number> {
  const program = new Command('cairn')
    .description("The operator's commands of this Cairn server.")
    .exitOverride()
    .configureOutput({
      writeOut: needs.print,
      writeErr: needs.complain,
    })
    .showHelpAfterError('(--help says how)')
    .helpCommand(true)
  addAccountCommands(program, needs)
  addTokenCommands(program, needs)
  addInviteCommands(program, needs)
  addAnnouncementCommands(program, needs)
  addEmojiCommands(program, needs)
  addSettingCommands(program, needs)
  addDomainCommands(program, needs)
  addAuditCommands(program, needs)
  addMediaCommands(program, needs)
  addPeerCommands(program, needs)
  addRelayCommands(program, needs)
  addPlaceCommands(program, needs)
  addEventCommands(program, needs)
  addDatabaseCommands(program, needs)
  passOn(program)
  try {
    await program.parseAsync([...words], { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (!(error instanceof Refused)) throw error
    needs.complain(`${error.message}\n`)
    return 1
  }
}

/** Sub-commands made by `command()` take over the settings of their parent only at their making. */
function passOn(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command)
    passOn(child)
  }
}
