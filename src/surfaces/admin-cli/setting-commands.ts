import type { Command } from 'commander'
import { describeInstanceSettings, type InstanceSettings, settingKeys } from '#domain/instance/index.ts'
import { type CliNeeds, type EnvironmentSetting, Refused } from './admin.ts'
import { withAdmin } from './with-admin.ts'

/** `settings list | get | set | environment` */
export function addSettingCommands(program: Command, needs: CliNeeds): void {
  const settings = program
    .command('settings')
    .description('Read and change what this server says of itself and who may join.')
  settings
    .command('list')
    .description('Print every setting as JSON, by name.')
    .action(() =>
      withAdmin(needs, async (admin) => {
        const values = await admin.instance.getSettings()
        return Object.fromEntries(describeInstanceSettings().map(({ name }) => [name, valueOf(values, name)]))
      }),
    )
  settings
    .command('get')
    .description('Print one setting.')
    .argument('<name>')
    .action((name: string) =>
      withAdmin(needs, async (admin) => {
        const value = valueOf(await admin.instance.getSettings(), name)
        if (value === undefined) throw new Refused(unknownText(name))
        return value
      }),
    )
  settings
    .command('set')
    .description('Change one setting; a running server notices within five seconds.')
    .argument('<name>')
    .argument('<value>')
    .addHelpText('after', () => `\nSettings:\n${describeRunTime()}`)
    .action((name: string, value: string) =>
      withAdmin(needs, async (admin) => {
        const change = await admin.instance.setSetting(name, value)
        if (change.kind === 'refused') throw new Refused(change.problem)
      }),
    )
  settings
    .command('environment')
    .description('Explain the settings of the environment, which are read at the start.')
    .action(() => needs.print(`${needs.describeEnvironment().map(describeEnvironment).join('\n')}\n`))
}

function valueOf(values: InstanceSettings, name: string): unknown {
  const key = settingKeys.get(name)
  return key && values[key]
}

function unknownText(name: string): string {
  const names = describeInstanceSettings().map((setting) => setting.name)
  return `There is no setting ${name}. There are: ${names.join(', ')}.`
}

function describeRunTime(): string {
  return describeInstanceSettings()
    .map(({ name, type, about }) => `  ${name} (${type})\n    ${about}\n`)
    .join('')
}

function describeEnvironment(setting: EnvironmentSetting): string {
  return [
    `${setting.name} (${setting.type}; default: ${setting.default || 'empty'})`,
    `  ${setting.about}`,
    ...(setting.warning ? [`  Warning: ${setting.warning}`] : []),
    '',
  ].join('\n')
}
