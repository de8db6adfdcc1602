import tab from '@bomb.sh/tab/commander'
import type { Command } from 'commander'
import { taught } from './taught.ts'

/**
 * `despatch completion bash|zsh|fish|powershell`: the script that a shell takes to complete commands, options and
 * their choices. To be registered last: it completes what stands before it.
 */
export function registerCompletion(program: Command): void {
  tab(program, { completionCommandName: 'completion' })
  const command = program.commands.find((one) => one.name() === 'completion')
  if (!command) throw new Error('The completion command was not registered.')
  command.description('print a script that makes a shell complete commands and options')
  for (const argument of command.registeredArguments) argument.description = 'your shell'
  taught(command.helpGroup('Help:'), {
    about: [
      'Your shell reads the script at its next start; bash does it with its package bash-completion. Where the command is only reached by npx, there is nothing to complete.',
    ],
    examples: [
      'despatch completion bash > ~/.local/share/bash-completion/completions/despatch',
      `despatch completion zsh > "\${fpath[1]}/_despatch"`,
      'despatch completion fish > ~/.config/fish/completions/despatch.fish',
    ],
  })
}
