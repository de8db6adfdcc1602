import { type Command, Option } from 'commander'
import {
  ACTIONS,
  type Action,
  isForAnyone,
  isRole,
  PERMISSIONS,
  RELATION_NAMES,
  RELATIONS,
  ROLE_NAMES,
  ROLES,
  type Role,
  relationOf,
} from '../domain/roles.ts'
import type { Cli } from './account.ts'
import { action, jsonOption } from './action.ts'
import { recordTable, termLines } from './table.ts'
import { taught } from './taught.ts'
import { safeLine, wrapped } from './terminal-text.ts'

/** `roles`: who may do what to what. The table is in the program: nobody needs to be signed in. */
export function registerRoles(program: Command, cli: Cli): void {
  const command = program
    .command('roles')
    .description('who may do what: roles, actions, and what each role may do them to')
    .addOption(new Option('--role <role>', 'what one role may do').choices([...ROLES]))
    .addOption(jsonOption())
  taught(command, {
    about: ['This is the table that the service goes by, and no other. Nobody needs to be signed in.'],
    examples: ['despatch roles', 'despatch roles --role liaison-officer'],
    next: 'despatch rules has the law of what may be shared.',
  })
  action<{ role?: string; json?: boolean }>(cli, command, async ({ role, json }) => {
    const roles = ROLES.filter((one) => role === undefined || one === role)
    if (json) return cli.terminal.json(documentOf(roles))
    if (role !== undefined && isRole(role)) printRole(cli, role)
    else printAll(cli)
  })
}

/** For each action: `anyone`, or the relation of each role that may. */
function documentOf(roles: readonly Role[]) {
  return {
    roles: roles.map((role) => ({ role, title: ROLE_NAMES[role] })),
    actions: ACTIONS.map((name) => ({
      action: name,
      title: PERMISSIONS[name].title,
      anyone: isForAnyone(name),
      roles: Object.fromEntries(
        roles.flatMap((role) => {
          const relation = relationOf(role, name)
          return relation === undefined ? [] : [[role, relation]]
        }),
      ),
    })),
  }
}

function printRole({ terminal }: Cli, role: Role): void {
  const may = ACTIONS.flatMap((name) => {
    const relation = relationOf(role, name)
    return relation === undefined ? [] : [{ name, relation }]
  })
  terminal.say(
    role,
    ...wrapped(safeLine(`  ${ROLE_NAMES[role]}`), terminal.width, '  '),
    '',
    ...recordTable(
      ['ACTION', 'TO'],
      may.map(({ name, relation }) => ({
        cells: [name, isForAnyone(name) ? 'anyone, without signing in' : relation],
        beneath: [PERMISSIONS[name].title],
      })),
      terminal.width,
    ),
  )
}

function printAll({ terminal }: Cli): void {
  terminal.say(
    ...recordTable(
      ['ACTION'],
      ACTIONS.map((name) => ({
        cells: [name],
        beneath: [PERMISSIONS[name].title, ...whoMay(name).map((line) => `  ${line}`)],
      })),
      terminal.width,
    ),
    '',
    'Who has a role:',
    ...termLines(
      ROLES.map((role) => [role, ROLE_NAMES[role]]),
      terminal.width,
    ),
    '',
    'To what:',
    ...termLines(
      RELATIONS.map((relation) => [relation, RELATION_NAMES[relation]]),
      terminal.width,
    ),
  )
}

/** The roles that may, by relation. Who is not named may not. */
function whoMay(name: Action): string[] {
  if (isForAnyone(name)) return ['anyone, without signing in']
  return RELATIONS.flatMap((relation) => {
    const roles = ROLES.filter((role) => relationOf(role, name) === relation)
    if (roles.length === 0) return []
    return [`${relation}: ${roles.length === ROLES.length ? 'every role' : roles.join(', ')}`]
  })
}
