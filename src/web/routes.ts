import type { FunctionComponent } from 'preact'
import { lazy } from 'preact-iso'
import { AUDIT_PAGES } from './audit-routes.ts'
import { isAuditor, isCourtOfficer, worksWithReferrals } from './auditor.ts'
import { CASE_PAGES } from './case-routes.ts'
import { LIST_PAGES } from './list-routes.ts'
import { OFFICER_PAGES } from './officer-routes.ts'
import type { SignedIn } from './worker/open-session.ts'

/** A page: a folder of `pages/`, loaded when it is first gone to. Its path holds ids and no words of anybody's. */
export type Page = {
  path: string
  component: FunctionComponent
  /** as the service navigation names it; null for what other pages lead to */
  nav: string | null
  /** for whom it is in the navigation; for everybody when left out. What one may do, the service says */
  for?: (person: SignedIn['person']) => boolean
}

/** What is composed: a referral, an answer, or an order that is pushed. */
const COMPOSE = lazy(() => import('./pages/compose/compose.tsx'))

export const PAGES: readonly Page[] = [
  {
    path: '/push',
    nav: 'Push an order',
    component: lazy(() => import('./pages/push/push.tsx')),
    for: isCourtOfficer,
  },
  { path: '/push/:step', nav: null, component: COMPOSE },
  {
    path: '/compose',
    nav: 'Send a referral',
    component: lazy(() => import('./pages/compose/start.tsx')),
    for: ({ mailboxes }) => mailboxes.some(({ rights }) => rights.includes('send')),
  },
  { path: '/compose/:step', nav: null, component: COMPOSE },
  {
    path: '/inbox',
    nav: 'Inbox',
    component: lazy(() => import('./pages/inbox/inbox.tsx')),
    for: worksWithReferrals,
  },
  {
    path: '/sent',
    nav: 'Sent',
    component: lazy(() => import('./pages/sent/sent.tsx')),
    for: worksWithReferrals,
  },
  {
    path: '/drafts',
    nav: 'Drafts',
    component: lazy(() => import('./pages/drafts/drafts.tsx')),
    for: worksWithReferrals,
  },
  {
    path: '/search',
    nav: 'Search',
    component: lazy(() => import('./pages/search/search.tsx')),
    for: worksWithReferrals,
  },
  { path: '/quarantine', nav: null, component: lazy(() => import('./pages/quarantine/quarantine.tsx')) },
  { path: '/received/:id', nav: null, component: lazy(() => import('./pages/referral/received.tsx')) },
  { path: '/sent/:id/receipts', nav: null, component: lazy(() => import('./pages/receipts/receipts.tsx')) },
  { path: '/sent/:id', nav: null, component: lazy(() => import('./pages/referral/own-copy.tsx')) },
  { path: '/received/:id/reply', nav: null, component: lazy(() => import('./pages/reply/reply.tsx')) },
  {
    path: '/received/:id/research',
    nav: null,
    component: lazy(() => import('./pages/research/research.tsx')),
  },
  { path: '/received/:id/note', nav: null, component: lazy(() => import('./pages/note/note.tsx')) },
  { path: '/received/:id/return', nav: null, component: lazy(() => import('./pages/return/return.tsx')) },
  { path: '/received/:id/decline', nav: null, component: lazy(() => import('./pages/decline/decline.tsx')) },
  { path: '/received/:id/file', nav: null, component: lazy(() => import('./pages/file/file.tsx')) },
  { path: '/sent/:id/note', nav: null, component: lazy(() => import('./pages/note/note.tsx')) },
  { path: '/sent/:id/withdraw', nav: null, component: lazy(() => import('./pages/withdraw/withdraw.tsx')) },
  {
    path: '/cases',
    nav: 'Cases',
    component: lazy(() => import('./pages/cases/cases.tsx')),
    for: worksWithReferrals,
  },
  ...CASE_PAGES,
  ...LIST_PAGES,
  { path: '/thread/:id', nav: null, component: lazy(() => import('./pages/thread/thread.tsx')) },
  { path: '/about', nav: null, component: lazy(() => import('./pages/about/about.tsx')) },
  ...AUDIT_PAGES,
  ...OFFICER_PAGES,
]

/** Where invitations lead to. */
export const INVITATION = '/enrol'

/** Where one is after signing in, unless the address says otherwise. */
export const HOME = '/inbox'
/**
 * The same for somebody: who has no referrals to work with begins with what they review, a court with what it pushes, and who looks after
 * people or the partnership and reads no mailbox with that.
 */
export const homeOf = (person: SignedIn['person']): string => {
  if (isAuditor(person) && !worksWithReferrals(person)) return '/register'
  if (isCourtOfficer(person)) return '/push'
  if (person.mailboxes.length > 0) return HOME
  return OFFICER_PAGES.find((page) => page.nav !== null && page.for?.(person))?.path ?? HOME
}

/** Addresses of this origin that are none of the client's: the browser goes there itself. */
export const OWN_PATHS = /^\/(?!api\/|docs\/|help\/|log\/|trust\/|enrol(?:$|[?#/])|openapi\.json)/
