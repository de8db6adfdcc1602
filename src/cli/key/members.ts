import { type Command, InvalidArgumentError, Option } from 'commander'
import { RIGHTS, type Right } from '../../domain/wire/grant.ts'
import { addMember, type ChangedKeys, removeMember } from '../../sdk/keys/members.ts'
import { openMailbox } from '../../sdk/keys/new-mailbox.ts'
import { shareHistory } from '../../sdk/keys/share.ts'
import { type Cli, openSigning } from '../account.ts'
import { action, type CommonOptions, withAccount } from '../action.ts'
import { taught } from '../taught.ts'

const MAILBOX = 'asb.team@liverpool.gcsx.gov.test'

/** `key new`, `key add`, `key remove`, `key share`: who is a member of a mailbox. */
export function registerMembers(group: Command, cli: Cli): void {
  registerNew(group, cli)
  registerAdd(group, cli)
  registerRemove(group, cli)
  registerShare(group, cli)
}

function registerNew(group: Command, cli: Cli): void {
  const open = withAccount(
    group
      .command('new')
      .description('open a mailbox of your agency: make its key and certify it')
      .argument('<mailbox>', 'its address, in a mail domain of your agency')
      .requiredOption('--name <name>', 'what it is called')
      .option('--restricted', 'for few: to everybody else it takes breaking glass'),
  )
  taught(open, {
    about: [
      'For liaison officers and deputies. It has no members yet. Nobody but its members can read a restricted mailbox, the liaison officer neither, unless they break the glass.',
    ],
    examples: [
      'despatch key new safeguarding@liverpool.gcsx.gov.test --name "Liverpool safeguarding desk" --restricted',
    ],
    next: 'despatch key add USER MAILBOX makes somebody a member.',
  })
  type Options = CommonOptions & { name: string; restricted?: true }
  action<Options>(cli, open, async (options, [address = '']) => {
    const session = await openSigning(cli, options)
    const restricted = options.restricted === true
    const { generation } = await openMailbox(session, {
      address,
      name: options.name,
      restricted,
      now: cli.clock(),
    })
    if (options.json) return cli.terminal.json({ mailbox: address, generation, restricted })
    cli.terminal.say(`${address} is open${restricted ? ', restricted' : ''}. It has no members yet.`)
  })
}

function registerAdd(group: Command, cli: Cli): void {
  const add = withAccount(
    group
      .command('add')
      .description('make a person a member of a mailbox, or change their rights there')
      .argument('<user>', 'their sign-in name')
      .argument('<mailbox>', 'address of the mailbox')
      .addOption(
        new Option('--rights <rights>', 'what they may do, divided by commas')
          .argParser(rightsOf)
          .default([...RIGHTS], RIGHTS.join(',')),
      )
      .option('--without-history', 'they are to read only what comes from now on'),
  )
  taught(add, {
    about: [
      'For liaison officers and deputies. The mailbox gets a new generation of keys, which everybody is granted who is to have it; the fingerprint that partners know stays. Earlier keys are granted too, where you hold them; otherwise a colleague grants them by despatch key share.',
    ],
    examples: [
      `despatch key add yot.officer ${MAILBOX}`,
      { for: 'a system that only sends', type: `despatch key add court.system ${MAILBOX} --rights send` },
    ],
    next: 'despatch key show MAILBOX says who holds its keys now.',
  })
  action<CommonOptions & { rights: Right[]; withoutHistory?: true }>(
    cli,
    add,
    async (options, [login = '', mailbox = '']) => {
      const session = await openSigning(cli, options)
      const history = options.withoutHistory !== true
      const changed = await addMember(session, {
        login,
        mailbox,
        rights: options.rights,
        history,
        now: cli.clock(),
      })
      if (options.json) return cli.terminal.json(changedDocument(changed))
      cli.terminal.say(
        `${login} is a member of ${mailbox} (${options.rights.join(', ')}). ${inUse(changed)}`,
        ...(changed.missing.length === 0 || !history
          ? []
          : [
              `They cannot read what came before, if anything did: you do not hold those keys. A member who does can grant them: despatch key share ${login} ${mailbox}`,
            ]),
      )
    },
  )
}

function registerRemove(group: Command, cli: Cli): void {
  const remove = withAccount(
    group
      .command('remove')
      .description('remove a person from a mailbox, and give everybody else new keys')
      .argument('<user>', 'their sign-in name')
      .argument('<mailbox>', 'address of the mailbox'),
  )
  taught(remove, {
    about: [
      'For liaison officers and deputies. In one step: the appointment without the mailbox, new keys under the fingerprint that partners know, granted to everybody who stays; the grants of whoever leaves are withdrawn. What they could read until now they may have kept.',
    ],
    examples: [`despatch key remove asb.caseworker2 ${MAILBOX}`],
    next: 'despatch key show MAILBOX says who holds its keys now.',
  })
  action<CommonOptions>(cli, remove, async (options, [login = '', mailbox = '']) => {
    const session = await openSigning(cli, options)
    const changed = await removeMember(session, { login, mailbox, now: cli.clock() })
    if (options.json) return cli.terminal.json(changedDocument(changed))
    cli.terminal.say(`${login} is no member of ${mailbox} any more. ${inUse(changed)}`)
  })
}

function registerShare(group: Command, cli: Cli): void {
  const share = withAccount(
    group
      .command('share')
      .description('grant a colleague the earlier keys of a mailbox of yours')
      .argument('<user>', 'their sign-in name')
      .argument('<mailbox>', 'address of the mailbox'),
  )
  taught(share, {
    about: ['So that they can read what came before they became a member. They must be one already.'],
    examples: [`despatch key share asb.caseworker2 ${MAILBOX}`],
    next: 'despatch key show MAILBOX says who holds its keys now.',
  })
  action<CommonOptions>(cli, share, async (options, [login = '', mailbox = '']) => {
    const session = await openSigning(cli, options)
    const { granted, missing } = await shareHistory(session, { login, mailbox, now: cli.clock() })
    if (options.json) return cli.terminal.json({ mailbox, user: login, granted, missing })
    cli.terminal.say(
      `${login} was granted ${granted} earlier ${granted === 1 ? 'generation' : 'generations'} of the keys of ${mailbox}.`,
    )
  })
}

/** Which keys are in use after a change. */
export const inUse = ({ keys: { generation } }: ChangedKeys): string =>
  `Generation ${generation} of its keys is in use.`

/** The same for a program. */
export const changedDocument = ({ keys, missing }: ChangedKeys) => ({
  mailbox: keys.mailbox,
  generation: keys.generation,
  grants: keys.grants.length,
  missing,
})

function rightsOf(text: string): Right[] {
  const rights = text.split(',').map((one) => RIGHTS.find((right) => right === one.trim()))
  if (rights.length > 0 && rights.length <= RIGHTS.length && rights.every((right) => right !== undefined)) {
    return [...new Set(rights)]
  }
  throw new InvalidArgumentError(`Rights are ${RIGHTS.join(' and ')}.`)
}
