import { lazy } from 'preact-iso'
import type { Page } from './routes.ts'
import type { SignedIn } from './worker/open-session.ts'

const isOfficer = ({ roles }: SignedIn['person']): boolean =>
  roles.includes('liaison-officer') || roles.includes('deputy')

const elsewhere = (path: string, load: () => Promise<{ default: Page['component'] }>): Page => ({
  path,
  nav: null,
  component: lazy(load),
})

/** The pages of one's own account, and of those who look after people and keys. */
export const OFFICER_PAGES: readonly Page[] = [
  {
    path: '/agency',
    nav: 'Your agency',
    component: lazy(() => import('./pages/agency/agency.tsx')),
    for: isOfficer,
  },
  elsewhere('/agency/invite', () => import('./pages/agency/invite.tsx')),
  elsewhere('/agency/newcomer/:id', () => import('./pages/agency/newcomer.tsx')),
  elsewhere('/agency/people', () => import('./pages/agency/people.tsx')),
  elsewhere('/agency/people/:id', () => import('./pages/agency/person.tsx')),
  elsewhere('/agency/ending', () => import('./pages/agency/ending.tsx')),
  elsewhere('/agency/mailboxes', () => import('./pages/mailbox-keys/mailboxes.tsx')),
  elsewhere('/agency/mailboxes/new', () => import('./pages/mailbox-keys/new-mailbox.tsx')),
  elsewhere('/agency/mailboxes/:id', () => import('./pages/mailbox-keys/mailbox.tsx')),
  elsewhere('/agency/mailboxes/:id/revoke', () => import('./pages/mailbox-keys/revoke.tsx')),
  elsewhere('/agency/answers', () => import('./pages/agency/answers.tsx')),
  elsewhere('/agency/answers/months', () => import('./pages/agency/answer-months.tsx')),
  elsewhere('/agency/keys', () => import('./pages/partner-keys/partner-keys.tsx')),
  elsewhere('/agency/keys/hand-in', () => import('./pages/partner-keys/key-file.tsx')),
  elsewhere('/agency/keys/certify', () => import('./pages/partner-keys/key-file.tsx')),
  elsewhere('/agency/keys/find', () => import('./pages/partner-keys/find.tsx')),
  elsewhere('/agency/keys/take-back', () => import('./pages/partner-keys/take-back.tsx')),
  elsewhere('/agency/keys/:id', () => import('./pages/partner-keys/partner-key.tsx')),
  {
    path: '/partnership',
    nav: 'Partnership',
    component: lazy(() => import('./pages/partnership/partnership.tsx')),
    for: ({ roles }) => roles.includes('co-ordinator'),
  },
  elsewhere('/partnership/agencies', () => import('./pages/partnership/agencies.tsx')),
  elsewhere('/partnership/mailboxes', () => import('./pages/partnership/mailboxes.tsx')),
  elsewhere('/partnership/networks', () => import('./pages/partnership/networks.tsx')),
  elsewhere('/partnership/draft', () => import('./pages/partnership/draft.tsx')),
  elsewhere('/partnership/enter', () => import('./pages/partnership/enter.tsx')),
  elsewhere('/partnership/agreement/:id', () => import('./pages/partnership/agreement.tsx')),
  elsewhere('/partnership/networks/:domain/reroute', () => import('./pages/partnership/reroute.tsx')),
  elsewhere('/partnership/rules', () => import('./pages/partnership/rules.tsx')),
  elsewhere('/partnership/rules/amend', () => import('./pages/partnership/amend.tsx')),
  elsewhere('/partnership/root', () => import('./pages/partnership/root.tsx')),
  { path: '/account', nav: 'Your account', component: lazy(() => import('./pages/account/account.tsx')) },
  elsewhere('/account/passphrase', () => import('./pages/account/passphrase.tsx')),
  elsewhere('/account/share', () => import('./pages/mailbox-keys/share.tsx')),
  elsewhere('/account/kit', () => import('./pages/account/kit.tsx')),
  elsewhere('/account/notices', () => import('./pages/account/set-notices.tsx')),
  elsewhere('/account/notices/end', () => import('./pages/account/end-notices.tsx')),
  elsewhere('/account/passkey', () => import('./pages/account/add-passkey.tsx')),
  elsewhere('/account/passkey/:id', () => import('./pages/account/remove-passkey.tsx')),
  elsewhere('/account/machine/:id', () => import('./pages/account/revoke.tsx')),
]
