import type { Command } from 'commander'
import type { Cli } from './account.ts'
import { registerActivate } from './agreement-activate.ts'
import { registerDrafts } from './agreement-draft.ts'
import { registerAgreementLists } from './agreement-list.ts'
import { registerShow } from './agreement-show.ts'
import { registerSign } from './agreement-sign.ts'
import { registerStanding } from './agreement-standing.ts'
import { taught } from './taught.ts'

/** `agreement` and its commands: what agencies sign together, from the draft to the suspension. */
export function registerAgreement(program: Command, cli: Cli): void {
  const agreement = program
    .command('agreement')
    .description('draft, sign, compare and activate what agencies agree on')
  taught(agreement, {
    about: [
      'An agreement is a file. Everybody signs its exact bytes with the root of their agency, by this command or by gpg alone, on a machine that need not be on any network, and sends back the signature. When all responsible authorities have signed, it is activated: from then on it counts, for every client, by its signatures.',
    ],
    examples: [
      'despatch agreement draft form.json --out isp.json',
      'despatch agreement sign isp.json --root root.asc',
      'despatch agreement activate isp.json',
    ],
    next: 'despatch agreement draft --example prints a form to begin from.',
  })
  registerAgreementLists(agreement, cli)
  registerDrafts(agreement, cli)
  registerSign(agreement, cli)
  registerShow(agreement, cli)
  registerActivate(agreement, cli)
  registerStanding(agreement, cli)
}
